import { describeSecrets } from "../../pulumi/secrets/life.ts";

describeSecrets({ isDetailed: true });
