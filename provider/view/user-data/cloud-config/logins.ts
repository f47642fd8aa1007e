import { fieldOf, scalarText } from "../../../spec/json.ts";
import type { LoginView } from "../../drive-view.ts";
import { ellipsis } from "../node.ts";
import { SWITCH } from "../shapes.ts";
import { shownUser, userConfigsIn } from "./users.ts";

/** Anything else isn't what cloud-init expects, and could be a secret. */
const textOf = (value: unknown): string => (SWITCH.test(scalarText(value)) ? scalarText(value) : ellipsis(""));

/** The settings of a cloud-config that decide whether somebody can log in, without what declares them. */
export const loginsIn = (config: unknown): readonly Omit<LoginView, "source">[] => [
    ...(["ssh_pwauth", "disable_root"] as const).flatMap((setting) => {
        const value = fieldOf(config, setting);
        return value === undefined ? [] : [{ setting, user: undefined, value: textOf(value) }];
    }),
    ...userConfigsIn(config).flatMap(({ name, field }) => {
        const value = field("lock_passwd");
        return value === undefined
            ? []
            : [{ setting: "lock_passwd" as const, user: shownUser(name), value: textOf(value) }];
    }),
];
