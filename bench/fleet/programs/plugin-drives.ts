/** Config drives of the plugin. */
import { declareFleet } from "./plugin-resource";

declareFleet("config-drive:index:ConfigDrive");
