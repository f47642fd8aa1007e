import { contentOf, type Fleet, forEachDrive, nameOf, placeOf } from "./programs/declaration.ts";

const TYPES = { "yaml-drives": "config-drive:index:ConfigDrive", "yaml-no-ops": "no-op:index:NoOp" } as const;

/** A program in YAML, whose language host is small and starts at once. */
export type YamlProgram = keyof typeof TYPES;

/** Whether a program is in YAML. */
export const isYamlProgram = (program: string): program is YamlProgram => Object.hasOwn(TYPES, program);

/** The project in YAML that declares a fleet. */
export const yamlProject = (program: YamlProgram, fleet: Fleet): string => {
    const resourceOf = (index: number) => {
        const { userData, ...content } = contentOf(index, fleet.revision);
        const properties = { ...content, userData: { "fn::secret": userData }, ...placeOf(index, fleet) };
        return [nameOf(index), { type: TYPES[program], properties }] as const;
    };
    const resources = Object.fromEntries(forEachDrive(fleet, resourceOf));
    // JSON is YAML.
    return JSON.stringify({ name: "fleet", runtime: "yaml", resources }, null, 1);
};
