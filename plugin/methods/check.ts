import { CheckFailure, type CheckRequest, CheckResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { listening } from "../../provider/engine/messages.ts";
import { check } from "../../provider/index.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { showProblem } from "../../provider/model/problem.ts";
import { sealSecrets } from "../../provider/model/secrets.ts";
import { quote } from "../../provider/spec/reason.ts";
import { unwrapAssets } from "../assets.ts";
import { readConfiguration, withConfiguration } from "../configuration.ts";
import { parseNetworkData } from "../network-json.ts";
import { decode, encode, secretTexts } from "../properties.ts";
import type { Session } from "../session.ts";
import { prefixOf } from "../urn.ts";

/** Without a property: with one, the engine prints that input's value, secret or not. */
const failureFor = (reason: string): CheckFailure => new CheckFailure().setReason(reason);

/** Replaces what the program marks as secret, where a message quotes it. */
const redactorOf = (marked: RawInputs): ((text: string) => string) => {
    const quotes = [...new Set(secretTexts(marked).map(quote))];
    return (text) => quotes.reduce((rest, each) => rest.replaceAll(each, "[secret]"), text);
};

/** Checks a declaration, and plans the drive. */
export const checkDrive = async (request: CheckRequest, session: Session): Promise<CheckResponse> => {
    const olds = decode(request.getOlds());
    const declared = parseNetworkData(decode(request.getNews()));
    const news = withConfiguration(declared, session.configuration, session.connection);
    const redacted = redactorOf(news.marked);
    const show = session.messagesOf(request.getUrn());
    const { inputs, failures } = await listening(
        (severity, line) => show(severity, redacted(line)),
        () => check(olds.plain, { ...unwrapAssets(news.plain), __defaultVolumePrefix: prefixOf(request.getUrn()) }),
    );
    return new CheckResponse()
        .setInputs(encode(inputs, news))
        .setFailuresList(failures.map(({ reason }) => failureFor(redacted(reason))));
};

/** A provider that no program declares has its configuration from the stack's, where the keys have a namespace. */
const namespaceOf = (urn: string): string => (/::default(_[^:]*)?$/.test(urn) ? "config-drive:" : "");

/** Checks a provider's configuration. The engine passes the stack's secrets without their marks, so they are set here. */
export const checkConfig = (request: CheckRequest): CheckResponse => {
    const news = decode(request.getNews());
    const namespace = namespaceOf(request.getUrn());
    const { problems } = readConfiguration(news);
    return new CheckResponse()
        .setInputs(encode(sealSecrets(news.plain), news))
        .setFailuresList(problems.map((problem) => failureFor(`${namespace}${showProblem(problem)}`)));
};
