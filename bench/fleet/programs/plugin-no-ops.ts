/** Resources of a plugin that does nothing: the cost of the engine and of a plugin's messages. */
import { declareFleet } from "./plugin-resource";

declareFleet("no-op:index:NoOp");
