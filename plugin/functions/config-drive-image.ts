import { storeInFolder } from "../../provider/files/folder.ts";
import { makeImageFiles } from "../../provider/image-file/make.ts";
import { FILE_OPTIONS } from "../../provider/image-file/options.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";
import { isSecret } from "../../provider/model/secrets.ts";
import { unwrapAssets } from "../assets.ts";
import type { Session } from "../session.ts";
import type { Answer } from "./answer.ts";

const BASE64GZIP = "includeBase64gzip";

const within = (args: RawInputs, isWanted: (key: string) => boolean): RawInputs =>
    Object.fromEntries(Object.entries(args).filter(([key]) => isWanted(key)));

/** A function has one object of arguments; in TypeScript the options are a second one. */
const ownPath = ({ path, reason }: Problem): Problem => ({ path: path.replace(/^options\./, ""), reason });

const wrongFlag = (args: RawInputs): readonly Problem[] =>
    ["boolean", "undefined"].includes(typeof args[BASE64GZIP])
        ? []
        : [{ path: BASE64GZIP, reason: "must be true or false" }];

/** The default UUID depends on the stack, which older engines don't send. */
const missingUuid = (args: RawInputs, { owner }: Session): readonly Problem[] =>
    owner.length > 0 || args["uuid"] !== undefined
        ? []
        : [{ path: "uuid", reason: "must be set: this version of Pulumi doesn't tell providers the stack's name" }];

/** Builds the image of a config drive, and writes it into a folder relative to the program's. */
export const configDriveImage = async (args: RawInputs, session: Session): Promise<Answer> => {
    const isInput = (key: string): boolean => key !== BASE64GZIP && !FILE_OPTIONS.includes(key);
    const inputs = within(unwrapAssets(args), isInput);
    const options = within(args, (key) => FILE_OPTIONS.includes(key));
    const made = await makeImageFiles({ inputs, options, owner: session.owner });
    const say = session.messagesOf("");
    for (const warning of made.warnings) say("warning", `image of a config drive: ${warning}`);
    const own = [...missingUuid(args, session), ...wrongFlag(args)];
    const wrong = made.kind === "problems" ? made.problems.map(ownPath) : [];
    if (made.kind === "problems" || own.length > 0) return { problems: [...own, ...wrong] };
    const { directory, written, sha256, size, virtualSize } = made;
    const paths = made.pathsOf(await storeInFolder(directory, written));
    const about = { ...paths, sha256, size, virtualSize };
    return {
        results: { ...about, ...(args[BASE64GZIP] === true && { base64gzip: await made.base64gzip() }) },
        harmless: made.isGuessable ? [] : Object.keys(about),
        isSecret: Object.keys(inputs).some(isSecret),
    };
};
