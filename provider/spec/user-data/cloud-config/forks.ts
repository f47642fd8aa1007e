/**
 * Keys that cloud-init doesn't know but another program does that reads cloud-config from a config drive, with where
 * they are defined.
 */
export const FORK_KEYS: Readonly<Record<string, string>> = {
    coreos: "coreos-cloudinit, config/config.go",
    network: "FreeBSD's nuageinit, libexec/nuageinit/nuageinit",
    set_hostname: "cloudbase-init, cloudconfigplugins/factory.py",
    set_timezone: "cloudbase-init, cloudconfigplugins/factory.py",
    tmos_configdrive_openstack: "F5 BIG-IP, tmos-cloudinit",
    tmos_declared: "F5 BIG-IP, tmos-cloudinit",
    tmos_dhcp_tmm: "F5 BIG-IP, tmos-cloudinit",
    tmos_dhcpv4_tmm: "F5 BIG-IP, tmos-cloudinit",
    tmos_static_mgmt: "F5 BIG-IP, tmos-cloudinit",
    vyos_config_commands: "VyOS, its documentation of cloud-init",
};
