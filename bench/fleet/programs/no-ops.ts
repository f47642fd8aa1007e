/** Dynamic resources that have the drives' inputs and do nothing: the engine's own cost. */
import * as pulumi from "@pulumi/pulumi";
import { type Content, contentOf, forEachDrive, nameOf, type Place, placeOf, readFleet } from "./declaration";

type Inputs = Content & Place;

const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
    create: async (inputs) => ({ id: inputs.hostname, outs: inputs }),
    diff: async (_id, olds, news) => ({ changes: olds.userData !== news.userData }),
    update: async (_id, _olds, news) => ({ outs: news }),
};

class NoOp extends pulumi.dynamic.Resource {
    public constructor(name: string, inputs: Inputs) {
        super(provider, name, inputs);
    }
}

const fleet = readFleet();

forEachDrive(
    fleet,
    (index) => new NoOp(nameOf(index), { ...contentOf(index, fleet.revision), ...placeOf(index, fleet) }),
);
