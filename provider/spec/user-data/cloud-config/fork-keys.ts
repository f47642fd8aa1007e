/** Keys cloud-init doesn't define, but another program that reads cloud-config from a config drive does. */
export const FORK_KEYS: ReadonlySet<string> = new Set([
    // coreos-cloudinit: config/config.go.
    "coreos",
    // FreeBSD's nuageinit: libexec/nuageinit/nuageinit.
    "network",
    // cloudbase-init: cloudconfigplugins/factory.py.
    ...["set_hostname", "set_timezone"],
    // F5 BIG-IP: tmos-cloudinit.
    ...["tmos_configdrive_openstack", "tmos_declared", "tmos_dhcp_tmm", "tmos_dhcpv4_tmm", "tmos_static_mgmt"],
    // VyOS: its cloud-init documentation.
    "vyos_config_commands",
]);
