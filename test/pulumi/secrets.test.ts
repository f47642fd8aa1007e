import { describeSecrets } from "./secrets/life.ts";

describeSecrets({ isDetailed: false });
