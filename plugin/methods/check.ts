import { CheckFailure, type CheckRequest, CheckResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { check } from "../../provider/index.ts";
import { showProblem } from "../../provider/model/problem.ts";
import { sealSecrets } from "../../provider/model/secrets.ts";
import { unwrapAssets } from "../assets.ts";
import { readConfiguration, withConfiguration } from "../configuration.ts";
import { parseNetworkData } from "../network-json.ts";
import { decode, encode } from "../properties.ts";
import type { Session } from "../session.ts";
import { prefixOf } from "../urn.ts";

/** Without a property: with one, the engine prints that input's value, secret or not. */
const failureFor = (reason: string): CheckFailure => new CheckFailure().setReason(reason);

/** Checks a declaration, and plans the drive. */
export const checkDrive = async (request: CheckRequest, session: Session): Promise<CheckResponse> => {
    const olds = decode(request.getOlds());
    const news = parseNetworkData(decode(request.getNews()));
    const completed = withConfiguration(news.plain, session.defaults, session.connection);
    const { inputs, failures } = await check(olds.plain, {
        ...unwrapAssets(completed),
        __defaultVolumePrefix: prefixOf(request.getUrn()),
    });
    return new CheckResponse()
        .setInputs(encode(inputs, news))
        .setFailuresList(failures.map(({ reason }) => failureFor(reason)));
};

/** A provider that no program declares has its configuration from the stack's, where the keys have a namespace. */
const namespaceOf = (urn: string): string => (/::default(_[^:]*)?$/.test(urn) ? "config-drive:" : "");

/** Checks a provider's configuration. The engine passes the stack's secrets without their marks, so they are set here. */
export const checkConfig = (request: CheckRequest): CheckResponse => {
    const news = decode(request.getNews());
    const namespace = namespaceOf(request.getUrn());
    const { problems } = readConfiguration(news.plain);
    return new CheckResponse()
        .setInputs(encode(sealSecrets(news.plain), news))
        .setFailuresList(problems.map((problem) => failureFor(`${namespace}${showProblem(problem)}`)));
};
