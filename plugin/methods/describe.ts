import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import {
    ConfigureResponse,
    type DiffRequest,
    DiffResponse,
    ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { VERSION } from "../../provider/model/version.ts";
import { detailedDiff } from "../detailed-diff.ts";
import { decode } from "../properties.ts";

/** What the plugin is. */
export const pluginInfo = (): PluginInfo => new PluginInfo().setVersion(VERSION);

/** What the plugin understands: secrets as such; outputs and resources as plain values. */
export const handshake = (): ProviderHandshakeResponse =>
    new ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(false).setAcceptOutputs(false);

/** The same, for engines before the handshake. */
export const configured = (): ConfigureResponse =>
    new ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(false)
        .setAcceptoutputs(false)
        .setSupportspreview(true);

/** A change of the provider's configuration replaces nothing: each drive's own diff sees what changes for it. */
export const configDiff = (request: DiffRequest): DiffResponse => {
    const olds = decode(request.getOldInputs() ?? request.getOlds()).plain;
    const paths = [...detailedDiff(olds, decode(request.getNews()).plain)];
    const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
    return new DiffResponse().setChanges(paths.length === 0 ? DIFF_NONE : DIFF_SOME);
};
