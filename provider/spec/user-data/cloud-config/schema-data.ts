/**
 * cloud-init's schema-cloud-config-v1.json without its prose, Apache-2.0, key by key. Made by
 * `npm run generate:cloud-config`: don't edit it.
 */

/** The version of cloud-init that it comes from. */
export const CLOUD_INIT = "26.2";

/** Schemas that others refer to, as JSON. */
export const DEFINITIONS: Readonly<Record<string, string>> = {
    all_modules:
        '{"enum":["ansible","apk-configure","apk_configure","apt-configure","apt_configure","apt-pipelining","apt_pipelining","bootcmd","byobu","ca-certs","ca_certs","chef","disable-ec2-metadata","disable_ec2_metadata","disk-setup","disk_setup","fan","final-message","final_message","growpart","grub-dpkg","grub_dpkg","install-hotplug","install_hotplug","keyboard","keys-to-console","keys_to_console","landscape","locale","lxd","mcollective","mounts","ntp","package-update-upgrade-install","package_update_upgrade_install","phone-home","phone_home","power-state-change","power_state_change","puppet","raspberry_pi","reset-rmc","reset_rmc","resizefs","resolv-conf","resolv_conf","rh-subscription","rh_subscription","rsyslog","runcmd","salt-minion","salt_minion","scripts-per-boot","scripts_per_boot","scripts-per-instance","scripts_per_instance","scripts-per-once","scripts_per_once","scripts-user","scripts_user","scripts-vendor","scripts_vendor","seed-random","seed_random","set-hostname","set_hostname","set-passwords","set_passwords","snap","spacewalk","ssh","ssh-authkey-fingerprints","ssh_authkey_fingerprints","ssh-import-id","ssh_import_id","timezone","ubuntu-advantage","ubuntu_advantage","ubuntu-autoinstall","ubuntu_autoinstall","ubuntu-drivers","ubuntu_drivers","ubuntu_pro","update-etc-hosts","update_etc_hosts","update-hostname","update_hostname","users-groups","users_groups","wireguard","write-files","write_files","write-files-deferred","write_files_deferred","yum-add-repo","yum_add_repo","zypper-add-repo","zypper_add_repo"]}',
    "ubuntu_pro.properties":
        '{"type":"object","additionalProperties":false,"properties":{"enable":{"type":"array","items":{"type":"string"}},"enable_beta":{"type":"array","items":{"type":"string"}},"token":{"type":"string"},"features":{"type":"object","additionalProperties":false,"properties":{"disable_auto_attach":{"type":"boolean"}}},"config":{"type":"object","additionalProperties":true,"properties":{"http_proxy":{"type":["string","null"]},"https_proxy":{"type":["string","null"]},"global_apt_http_proxy":{"type":["string","null"]},"global_apt_https_proxy":{"type":["string","null"]},"ua_apt_http_proxy":{"type":["string","null"]},"ua_apt_https_proxy":{"type":["string","null"]}}}}}',
    "users_groups.groups_by_groupname":
        '{"additionalProperties":false,"patternProperties":{"^.+$":{"type":["string","array"],"items":{"type":"string"},"minItems":1}}}',
    "users_groups.user":
        '{"oneOf":[{"required":["name"]},{"required":["snapuser"]}],"additionalProperties":false,"properties":{"name":{"type":"string"},"doas":{"type":"array","items":{"type":"string"},"minItems":1},"expiredate":{"type":"string","format":"date"},"gecos":{"type":"string"},"groups":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":["string"]},"minItems":1},{"type":"object","patternProperties":{"^.+$":{"deprecated":true,"deprecated_version":"23.1","type":["null"],"minItems":1}}}]},"homedir":{"type":"string"},"inactive":{"type":"string"},"lock-passwd":{"type":"boolean","deprecated":true,"deprecated_version":"22.3"},"lock_passwd":{"type":"boolean"},"no-create-home":{"type":"boolean","deprecated":true,"deprecated_version":"24.2"},"no_create_home":{"type":"boolean"},"no-log-init":{"type":"boolean","deprecated":true,"deprecated_version":"24.2"},"no_log_init":{"type":"boolean"},"no-user-group":{"type":"boolean","deprecated":true,"deprecated_version":"24.2"},"no_user_group":{"type":"boolean"},"passwd":{"type":"string"},"hashed-passwd":{"type":"string","deprecated":true,"deprecated_version":"24.2"},"hashed_passwd":{"type":"string"},"plain-text-passwd":{"type":"string","deprecated":true,"deprecated_version":"24.2"},"plain_text_passwd":{"type":"string"},"create-groups":{"type":"boolean","deprecated":true,"deprecated_version":"24.2"},"create_groups":{"type":"boolean"},"primary-group":{"type":"string","deprecated":true,"deprecated_version":"24.2"},"primary_group":{"type":"string"},"selinux-user":{"type":"string","deprecated":true,"deprecated_version":"24.2"},"selinux_user":{"type":"string"},"shell":{"type":"string"},"snapuser":{"type":"string"},"ssh_authorized_keys":{"type":"array","items":{"type":"string"},"minItems":1},"ssh-authorized-keys":{"type":"array","items":{"type":"string"},"minItems":1,"deprecated":true,"deprecated_version":"18.3"},"ssh-import-id":{"type":"array","items":{"type":"string"},"minItems":1,"deprecated":true,"deprecated_version":"24.2"},"ssh_import_id":{"type":"array","items":{"type":"string"},"minItems":1},"ssh-redirect-user":{"type":"boolean","deprecated":true,"deprecated_version":"24.2"},"ssh_redirect_user":{"type":"boolean"},"system":{"type":"boolean"},"sudo":{"oneOf":[{"type":["string","null"]},{"type":"array","items":{"type":["string","null"]}},{"type":"boolean"}]},"uid":{"oneOf":[{"type":"integer"},{"type":"string"}]}}}',
    "ansible.pull":
        '{"oneOf":[{"required":["url","playbook_name"]},{"required":["url","playbook_names"]}],"type":"object","additionalProperties":false,"properties":{"accept_host_key":{"type":"boolean"},"clean":{"type":"boolean"},"full":{"type":"boolean"},"diff":{"type":"boolean"},"ssh_common_args":{"type":"string"},"scp_extra_args":{"type":"string"},"sftp_extra_args":{"type":"string"},"private_key":{"type":"string"},"checkout":{"type":"string"},"module_path":{"type":"string"},"timeout":{"type":"string"},"url":{"type":"string"},"connection":{"type":"string"},"vault_id":{"type":"string"},"vault_password_file":{"type":"string"},"verify_commit":{"type":"boolean"},"inventory":{"type":"string"},"module_name":{"type":"string"},"sleep":{"type":"string"},"tags":{"type":"string"},"skip_tags":{"type":"string"},"playbook_name":{"deprecated":true,"deprecated_version":"25.2","type":"string"},"playbook_names":{"type":"array","items":{"type":"string"}}}}',
    "apt_configure.mirror":
        '{"type":"array","items":{"type":"object","required":["arches"],"additionalProperties":false,"properties":{"arches":{"type":"array","items":{"type":"string"},"minItems":1},"uri":{"type":"string"},"search":{"type":"array","items":{"type":"string"},"minItems":1},"search_dns":{"type":"boolean"},"keyid":{"type":"string"},"key":{"type":"string"},"keyserver":{"type":"string"}}},"minItems":1}',
    "ca_certs.properties":
        '{"type":"object","additionalProperties":false,"properties":{"remove-defaults":{"type":"boolean","deprecated":true,"deprecated_version":"22.3"},"remove_defaults":{"type":"boolean"},"trusted":{"type":"array","items":{"type":"string"},"minItems":1}},"minProperties":1}',
    rh_subscription_activation_key: '{"type":"string"}',
    rh_subscription_auto_attach: '{"type":"boolean"}',
    rh_subscription_service_level: '{"type":"string"}',
    rh_subscription_add_pool: '{"type":"array","items":{"type":"string"}}',
    rh_subscription_enable_repo: '{"type":"array","items":{"type":"string"}}',
    rh_subscription_disable_repo: '{"type":"array","items":{"type":"string"}}',
    rh_subscription_rhsm_baseurl: '{"type":"string"}',
    rh_subscription_server_hostname: '{"type":"string"}',
    modules_definition: '{"type":"array","items":{"oneOf":[{"$ref":"#/$defs/all_modules"},{"type":"array"}]}}',
    merge_definition:
        '{"oneOf":[{"type":"string"},{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,"required":["name","settings"],"properties":{"name":{"type":"string","enum":["list","dict","str"]},"settings":{"type":"array","items":{"type":"string","enum":["allow_delete","no_replace","replace","append","prepend","recurse_dict","recurse_list","recurse_array","recurse_str"]}}}}}]}',
    package_item_definition:
        '{"oneOf":[{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2},{"type":"string"}]}',
    output_log_operator:
        '{"oneOf":[{"type":"string"},{"type":"array","items":{"type":["string"]},"minItems":2,"maxItems":2},{"type":"object","additionalProperties":false,"properties":{"output":{"type":"string"},"error":{"type":"string"}}}]}',
};

/** The schema of each key at the top, as JSON. */
export const KEYS: Readonly<Record<string, string>> = {
    allow_public_ssh_keys: '{"type":"boolean"}',
    ansible:
        '{"type":"object","additionalProperties":false,"properties":{"install_method":{"type":"string","enum":["distro","pip"]},"run_user":{"type":"string"},"ansible_config":{"type":"string"},"setup_controller":{"type":"object","additionalProperties":false,"properties":{"repositories":{"type":"array","items":{"required":["path","source"],"type":"object","additionalProperties":false,"properties":{"path":{"type":"string"},"source":{"type":"string"}}}},"run_ansible":{"type":"array","items":{"type":"object","properties":{"playbook_name":{"type":"string"},"playbook_dir":{"type":"string"},"become_password_file":{"type":"string"},"connection_password_file":{"type":"string"},"list_hosts":{"type":"boolean"},"syntax_check":{"type":"boolean"},"timeout":{"type":"number","minimum":0},"vault_id":{"type":"string"},"vault_password_file":{"type":"string"},"background":{"type":"number","minimum":0},"check":{"type":"boolean"},"diff":{"type":"boolean"},"module_path":{"type":"string"},"poll":{"type":"number","minimum":0},"args":{"type":"string"},"extra_vars":{"type":"string"},"forks":{"type":"number","minimum":0},"inventory":{"type":"string"},"scp_extra_args":{"type":"string"},"sftp_extra_args":{"type":"string"},"private_key":{"type":"string"},"connection":{"type":"string"},"module_name":{"type":"string"},"sleep":{"type":"string"},"tags":{"type":"string"},"skip_tags":{"type":"string"}}}}}},"galaxy":{"required":["actions"],"type":"object","additionalProperties":false,"properties":{"actions":{"type":"array","items":{"type":"array","items":{"type":"string","pattern":"^.*$"}}}}},"package_name":{"type":"string"},"pull":{"oneOf":[{"type":"array","items":{"$ref":"#/$defs/ansible.pull"}},{"$ref":"#/$defs/ansible.pull","deprecated":true,"deprecated_version":"25.2"}]}}}',
    apk_repos:
        '{"type":"object","minProperties":1,"additionalProperties":false,"properties":{"preserve_repositories":{"type":"boolean"},"alpine_repo":{"type":["object","null"],"additionalProperties":false,"properties":{"base_url":{"type":"string"},"community_enabled":{"type":"boolean"},"testing_enabled":{"type":"boolean"},"version":{"type":"string"}},"required":["version"],"minProperties":1},"local_repo_base_url":{"type":"string"}}}',
    apt: '{"type":"object","minProperties":1,"additionalProperties":false,"properties":{"preserve_sources_list":{"type":"boolean"},"generate_mirrorlists":{"type":"boolean"},"disable_suites":{"type":"array","items":{"type":"string"},"minItems":1,"uniqueItems":true},"primary":{"$ref":"#/$defs/apt_configure.mirror"},"security":{"$ref":"#/$defs/apt_configure.mirror"},"add_apt_repo_match":{"type":"string"},"debconf_selections":{"type":"object","minProperties":1,"additionalProperties":false,"patternProperties":{"^.+$":{"type":"string"}}},"sources_list":{"type":"string"},"conf":{"type":"string"},"https_proxy":{"type":"string"},"http_proxy":{"type":"string"},"proxy":{"type":"string"},"ftp_proxy":{"type":"string"},"sources":{"type":"object","additionalProperties":false,"patternProperties":{"^.+$":{"type":"object","additionalProperties":false,"properties":{"source":{"type":"string"},"keyid":{"type":"string"},"key":{"type":"string"},"keyserver":{"type":"string"},"filename":{"type":"string"},"append":{"type":"boolean"}},"minProperties":1}}}}}',
    apt_pipelining:
        '{"oneOf":[{"type":"integer"},{"type":"boolean"},{"type":"string","oneOf":[{"enum":["os"]},{"deprecated":true,"deprecated_version":"22.4","enum":["none","unchanged"]}]}]}',
    apt_reboot_if_required: '{"type":"boolean","deprecated":true,"deprecated_version":"22.2"}',
    apt_update: '{"type":"boolean","deprecated":true,"deprecated_version":"22.2"}',
    apt_upgrade: '{"type":"boolean","deprecated":true,"deprecated_version":"22.2"}',
    authkey_hash: '{"type":"string"}',
    autoinstall: '{"type":"object","properties":{"version":{"type":"integer"}},"required":["version"]}',
    bootcmd:
        '{"type":"array","items":{"oneOf":[{"type":"array","items":{"type":"string"}},{"type":"string"}]},"additionalItems":false,"minItems":1}',
    byobu_by_default:
        '{"type":"string","enum":["enable-system","enable-user","disable-system","disable-user","enable","disable","user","system"]}',
    "ca-certs": '{"allOf":[{"$ref":"#/$defs/ca_certs.properties"},{"deprecated":true,"deprecated_version":"22.3"}]}',
    ca_certs: '{"$ref":"#/$defs/ca_certs.properties"}',
    chef: '{"type":"object","minProperties":1,"additionalProperties":false,"properties":{"directories":{"type":"array","items":{"type":"string"},"minItems":1,"uniqueItems":true},"config_path":{"type":"string"},"validation_cert":{"type":"string"},"validation_key":{"type":"string"},"firstboot_path":{"type":"string"},"exec":{"type":"boolean"},"client_key":{"type":"string"},"encrypted_data_bag_secret":{"type":"string"},"environment":{"type":"string"},"file_backup_path":{"type":"string"},"file_cache_path":{"type":"string"},"json_attribs":{"type":"string"},"log_level":{"type":"string"},"log_location":{"type":"string"},"node_name":{"type":"string"},"omnibus_url":{"type":"string"},"omnibus_url_retries":{"type":"integer"},"omnibus_version":{"type":"string"},"pid_file":{"type":"string"},"server_url":{"type":"string"},"show_time":{"type":"boolean"},"ssl_verify_mode":{"type":"string"},"validation_name":{"type":"string"},"force_install":{"type":"boolean"},"initial_attributes":{"type":"object","items":{"type":"string"}},"install_type":{"type":"string","enum":["packages","gems","omnibus"]},"run_list":{"type":"array","items":{"type":"string"}},"chef_license":{"type":"string","enum":["accept","accept-silent","accept-no-persist"]}}}',
    chpasswd:
        '{"type":"object","additionalProperties":false,"properties":{"expire":{"type":"boolean"},"users":{"type":"array","items":{"minItems":1,"type":"object","anyOf":[{"required":["name","type"],"additionalProperties":false,"properties":{"name":{"type":"string"},"type":{"enum":["RANDOM"],"type":"string"}}},{"required":["name","password"],"additionalProperties":false,"properties":{"name":{"type":"string"},"type":{"enum":["hash","text"],"type":"string"},"password":{"type":"string"}}}]}},"list":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string","pattern":"^.+:.+$"}}],"minItems":1,"deprecated":true,"deprecated_version":"22.2"}}}',
    cloud_config_modules: '{"$ref":"#/$defs/modules_definition"}',
    cloud_final_modules: '{"$ref":"#/$defs/modules_definition"}',
    cloud_init_modules: '{"$ref":"#/$defs/modules_definition"}',
    create_hostname_file: '{"allOf":[{"type":"boolean"},{"type":"boolean"}]}',
    device_aliases: '{"type":"object","additionalProperties":false,"patternProperties":{"^.+$":{"type":"string"}}}',
    disable_ec2_metadata: '{"type":"boolean"}',
    disable_root: '{"type":"boolean"}',
    disable_root_opts: '{"type":"string"}',
    disk_setup:
        '{"type":"object","additionalProperties":false,"patternProperties":{"^.+$":{"type":"object","additionalProperties":false,"properties":{"table_type":{"type":"string","enum":["mbr","gpt"]},"layout":{"oneOf":[{"type":"string","enum":["remove"]},{"type":"boolean"},{"type":"array","items":{"oneOf":[{"type":"integer"},{"type":"array","items":{"anyOf":[{"type":"integer"},{"type":"string"}]},"minItems":2,"maxItems":2}]}}]},"overwrite":{"type":"boolean"}}}}}',
    drivers:
        '{"type":"object","additionalProperties":false,"properties":{"nvidia":{"type":"object","required":["license-accepted"],"additionalProperties":false,"properties":{"license-accepted":{"type":"boolean"},"version":{"type":"string"}}}}}',
    fan: '{"type":"object","required":["config"],"additionalProperties":false,"properties":{"config":{"type":"string"},"config_path":{"type":"string"}}}',
    final_message: '{"type":"string"}',
    fqdn: '{"allOf":[{"type":"string"},{"type":"string"}]}',
    fs_setup:
        '{"type":"array","items":{"type":"object","additionalProperties":false,"properties":{"label":{"type":"string"},"filesystem":{"type":"string"},"device":{"type":"string"},"partition":{"type":["string","integer"],"oneOf":[{"type":"string","enum":["auto","any","none"]}]},"overwrite":{"type":"boolean"},"replace_fs":{"type":"string"},"extra_opts":{"type":["array","string"],"items":{"type":"string"}},"cmd":{"type":["array","string"],"items":{"type":"string"}}}}}',
    groups: '{"type":["string","object","array"],"$ref":"#/$defs/users_groups.groups_by_groupname","items":{"type":["string","object"],"$ref":"#/$defs/users_groups.groups_by_groupname"},"minItems":1}',
    growpart:
        '{"type":"object","additionalProperties":false,"properties":{"mode":{"oneOf":[{"enum":["auto","growpart","gpart","off"]},{"enum":[false]}]},"devices":{"type":"array","items":{"type":"string"}},"ignore_growroot_disabled":{"type":"boolean"}}}',
    "grub-dpkg": '{"type":"object","deprecated":true,"deprecated_version":"22.2"}',
    grub_dpkg:
        '{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"grub-pc/install_devices":{"type":"string"},"grub-pc/install_devices_empty":{"oneOf":[{"type":"boolean"},{"type":"string"}]},"grub-efi/install_devices":{"type":"string"}}}',
    hostname: '{"allOf":[{"type":"string"},{"type":"string"}]}',
    keyboard:
        '{"type":"object","additionalProperties":false,"properties":{"layout":{"type":"string"},"model":{"type":"string"},"variant":{"type":"string"},"options":{"type":"string"}},"required":["layout"]}',
    landscape:
        '{"type":"object","required":["client"],"additionalProperties":false,"properties":{"client":{"type":"object","additionalProperties":true,"required":["account_name","computer_title"],"properties":{"url":{"type":"string"},"ping_url":{"type":"string"},"data_path":{"type":"string"},"log_level":{"type":"string","enum":["debug","info","warning","error","critical"]},"computer_title":{"type":"string"},"account_name":{"type":"string"},"registration_key":{"type":"string"},"tags":{"type":"string","pattern":"^[-_0-9a-zA-Z]+(,[-_0-9a-zA-Z]+)*$"},"http_proxy":{"type":"string"},"https_proxy":{"type":"string"}}}}}',
    "launch-index": '{"type":"integer"}',
    locale: '{"oneOf":[{"type":"boolean"},{"type":"string"}]}',
    locale_configfile: '{"type":"string"}',
    lxd: '{"type":"object","minProperties":1,"additionalProperties":false,"properties":{"init":{"type":"object","additionalProperties":false,"properties":{"network_address":{"type":"string"},"network_port":{"type":"integer"},"storage_backend":{"type":"string","enum":["zfs","dir","lvm","btrfs"]},"storage_create_device":{"type":"string"},"storage_create_loop":{"type":"integer"},"storage_pool":{"type":"string"},"trust_password":{"type":"string"}}},"bridge":{"type":"object","required":["mode"],"additionalProperties":false,"properties":{"mode":{"type":"string","enum":["none","existing","new"]},"name":{"type":"string"},"mtu":{"type":"integer","minimum":-1},"ipv4_address":{"type":"string"},"ipv4_netmask":{"type":"integer"},"ipv4_dhcp_first":{"type":"string"},"ipv4_dhcp_last":{"type":"string"},"ipv4_dhcp_leases":{"type":"integer"},"ipv4_nat":{"type":"boolean"},"ipv6_address":{"type":"string"},"ipv6_netmask":{"type":"integer"},"ipv6_nat":{"type":"boolean"},"domain":{"type":"string"}}},"preseed":{"type":"string"}}}',
    manage_etc_hosts: '{"oneOf":[{"enum":[true,false,"localhost"]},{"enum":["template"]}]}',
    manage_resolv_conf: '{"type":"boolean"}',
    mcollective:
        '{"type":"object","additionalProperties":false,"properties":{"conf":{"type":"object","additionalProperties":false,"properties":{"public-cert":{"type":"string"},"private-cert":{"type":"string"}},"patternProperties":{"^.+$":{"oneOf":[{"type":"boolean"},{"type":"integer"},{"type":"string"}]}}}}}',
    merge_how: '{"$ref":"#/$defs/merge_definition"}',
    merge_type: '{"$ref":"#/$defs/merge_definition"}',
    migrate: "{}",
    mount_default_fields:
        '{"type":"array","items":{"oneOf":[{"type":"string"},{"type":"null"}]},"minItems":6,"maxItems":6}',
    mounts: '{"type":"array","items":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":6},"minItems":1}',
    no_ssh_fingerprints: '{"type":"boolean"}',
    ntp: '{"type":["null","object"],"additionalProperties":false,"properties":{"pools":{"type":"array","items":{"type":"string"},"uniqueItems":true},"servers":{"type":"array","items":{"type":"string"},"uniqueItems":true},"peers":{"type":"array","items":{"type":"string"},"uniqueItems":true},"allow":{"type":"array","items":{"type":"string"},"uniqueItems":true},"ntp_client":{"type":"string"},"enabled":{"type":"boolean"},"config":{"type":"object","minProperties":1,"additionalProperties":false,"properties":{"confpath":{"type":"string"},"check_exe":{"type":"string"},"packages":{"type":"array","items":{"type":"string"},"uniqueItems":true},"service_name":{"type":"string"},"template":{"type":"string"}}}}}',
    output: '{"type":"object","additionalProperties":false,"properties":{"all":{"$ref":"#/$defs/output_log_operator"},"init":{"$ref":"#/$defs/output_log_operator"},"config":{"$ref":"#/$defs/output_log_operator"},"final":{"$ref":"#/$defs/output_log_operator"}}}',
    package_reboot_if_required: '{"type":"boolean"}',
    package_update: '{"type":"boolean"}',
    package_upgrade: '{"type":"boolean"}',
    packages:
        '{"type":"array","items":{"oneOf":[{"type":"object","properties":{"apt":{"type":"array","items":{"$ref":"#/$defs/package_item_definition"}},"snap":{"type":"array","items":{"$ref":"#/$defs/package_item_definition"}}},"additionalProperties":false},{"$ref":"#/$defs/package_item_definition"}]},"minItems":1}',
    password: '{"type":"string"}',
    phone_home:
        '{"type":"object","required":["url"],"additionalProperties":false,"properties":{"url":{"type":"string"},"post":{"oneOf":[{"enum":["all"]},{"type":"array","items":{"type":"string","enum":["pub_key_rsa","pub_key_ecdsa","pub_key_ed25519","instance_id","hostname","fqdn"]}}]},"tries":{"type":"integer"}}}',
    power_state:
        '{"type":"object","required":["mode"],"additionalProperties":false,"properties":{"delay":{"oneOf":[{"type":"integer","minimum":0},{"type":"string","pattern":"^\\\\+?[0-9]+$"},{"enum":["now"]}]},"mode":{"type":"string","enum":["poweroff","reboot","halt"]},"message":{"type":"string"},"timeout":{"type":"integer"},"condition":{"oneOf":[{"type":"string"},{"type":"boolean"},{"type":"array"}]}}}',
    prefer_fqdn_over_hostname: '{"allOf":[{"type":"boolean"},{"type":"boolean"}]}',
    preserve_hostname: '{"allOf":[{"type":"boolean"},{"type":"boolean"}]}',
    puppet: '{"type":"object","additionalProperties":false,"properties":{"install":{"type":"boolean"},"version":{"type":"string"},"install_type":{"type":"string","enum":["packages","aio"]},"collection":{"type":"string"},"aio_install_url":{"type":"string"},"cleanup":{"type":"boolean"},"conf_file":{"type":"string"},"ssl_dir":{"type":"string"},"csr_attributes_path":{"type":"string"},"package_name":{"type":"string"},"exec":{"type":"boolean"},"exec_args":{"type":"array","items":{"type":"string"}},"start_service":{"type":"boolean"},"conf":{"type":"object","additionalProperties":false,"properties":{"main":{"type":"object"},"server":{"type":"object"},"agent":{"type":"object"},"user":{"type":"object"},"ca_cert":{"type":"string"}}},"csr_attributes":{"type":"object","additionalProperties":false,"properties":{"custom_attributes":{"type":"object"},"extension_requests":{"type":"object"}}}}}',
    random_seed:
        '{"type":"object","additionalProperties":false,"properties":{"file":{"type":"string"},"data":{"type":"string"},"encoding":{"type":"string","enum":["raw","base64","b64","gzip","gz"]},"command":{"type":"array","items":{"type":"string"}},"command_required":{"type":"boolean"}}}',
    reporting:
        '{"type":"object","additionalProperties":false,"patternProperties":{"^.+$":{"type":"object","oneOf":[{"additionalProperties":false,"required":["type"],"properties":{"type":{"type":"string","enum":["log"]},"level":{"type":"string","enum":["DEBUG","INFO","WARN","ERROR","FATAL"]}}},{"additionalProperties":false,"required":["type"],"properties":{"type":{"type":"string","enum":["print"]}}},{"additionalProperties":false,"required":["type","endpoint"],"properties":{"type":{"type":"string","enum":["webhook"]},"endpoint":{"type":"string"},"consumer_key":{"type":"string"},"token_key":{"type":"string"},"token_secret":{"type":"string"},"consumer_secret":{"type":"string"},"timeout":{"type":"number","minimum":0},"retries":{"type":"integer","minimum":0}}},{"additionalProperties":false,"required":["type"],"properties":{"type":{"type":"string","enum":["hyperv"]},"kvp_file_path":{"type":"string"},"event_types":{"type":"array","items":{"type":"string"}}}}]}}}',
    resize_rootfs: '{"enum":[true,false,"noblock"]}',
    resolv_conf:
        '{"type":"object","additionalProperties":false,"properties":{"nameservers":{"type":"array"},"searchdomains":{"type":"array"},"domain":{"type":"string"},"sortlist":{"type":"array"},"options":{"type":"object"}}}',
    rh_subscription:
        '{"type":"object","additionalProperties":false,"properties":{"username":{"type":"string"},"password":{"type":"string"},"activation_key":{"$ref":"#/$defs/rh_subscription_activation_key"},"activation-key":{"$ref":"#/$defs/rh_subscription_activation_key","deprecated":true,"deprecated_version":"25.3"},"org":{"oneOf":[{"type":"string"},{"type":"integer","deprecated":true,"deprecated_version":"24.2"}]},"auto_attach":{"$ref":"#/$defs/rh_subscription_auto_attach"},"auto-attach":{"$ref":"#/$defs/rh_subscription_auto_attach","deprecated":true,"deprecated_version":"25.3"},"service_level":{"$ref":"#/$defs/rh_subscription_service_level"},"service-level":{"$ref":"#/$defs/rh_subscription_service_level","deprecated":true,"deprecated_version":"25.3"},"add_pool":{"$ref":"#/$defs/rh_subscription_add_pool"},"add-pool":{"$ref":"#/$defs/rh_subscription_add_pool","deprecated":true,"deprecated_version":"25.3"},"enable_repo":{"$ref":"#/$defs/rh_subscription_enable_repo"},"enable-repo":{"$ref":"#/$defs/rh_subscription_enable_repo","deprecated":true,"deprecated_version":"25.3"},"disable_repo":{"$ref":"#/$defs/rh_subscription_disable_repo"},"disable-repo":{"$ref":"#/$defs/rh_subscription_disable_repo","deprecated":true,"deprecated_version":"25.3"},"release_version":{"type":"string"},"rhsm_baseurl":{"$ref":"#/$defs/rh_subscription_rhsm_baseurl"},"rhsm-baseurl":{"$ref":"#/$defs/rh_subscription_rhsm_baseurl","deprecated":true,"deprecated_version":"25.3"},"server_hostname":{"$ref":"#/$defs/rh_subscription_server_hostname"},"server-hostname":{"$ref":"#/$defs/rh_subscription_server_hostname","deprecated":true,"deprecated_version":"25.3"}},"allOf":[{"not":{"required":["activation_key","activation-key"]}},{"not":{"required":["auto_attach","auto-attach"]}},{"not":{"required":["service_level","service-level"]}},{"not":{"required":["add_pool","add-pool"]}},{"not":{"required":["enable_repo","enable-repo"]}},{"not":{"required":["disable_repo","disable-repo"]}},{"not":{"required":["rhsm_baseurl","rhsm-baseurl"]}},{"not":{"required":["server_hostname","server-hostname"]}}]}',
    rpi: '{"type":"object","properties":{"interfaces":{"type":"object","properties":{"spi":{"type":"boolean"},"i2c":{"type":"boolean"},"serial":{"oneOf":[{"type":"boolean"},{"type":"object","properties":{"console":{"type":"boolean"},"hardware":{"type":"boolean"}}}]},"onewire":{"type":"boolean"}}},"enable_usb_gadget":{"type":"boolean"}}}',
    rsyslog:
        '{"type":"object","additionalProperties":false,"properties":{"config_dir":{"type":"string"},"config_filename":{"type":"string"},"configs":{"type":"array","items":{"oneOf":[{"type":"string"},{"type":"object","required":["content"],"additionalProperties":false,"properties":{"filename":{"type":"string"},"content":{"type":"string"}}}]}},"remotes":{"type":"object"},"service_reload_command":{"oneOf":[{"enum":["auto"]},{"type":"array","items":{"type":"string"}}]},"install_rsyslog":{"type":"boolean"},"check_exe":{"type":"string"},"packages":{"type":"array","items":{"type":"string"},"uniqueItems":true}}}',
    runcmd: '{"type":"array","items":{"oneOf":[{"type":"array","items":{"type":"string"}},{"type":"string"},{"type":"null"}]},"minItems":1}',
    salt_minion:
        '{"type":"object","additionalProperties":false,"properties":{"pkg_name":{"type":"string"},"service_name":{"type":"string"},"config_dir":{"type":"string"},"conf":{"type":"object"},"grains":{"type":"object"},"public_key":{"type":"string"},"private_key":{"type":"string"},"pki_dir":{"type":"string"}}}',
    snap: '{"type":"object","minProperties":1,"additionalProperties":false,"properties":{"assertions":{"type":["object","array"],"items":{"type":"string"},"additionalItems":false,"minItems":1,"minProperties":1,"uniqueItems":true,"additionalProperties":{"type":"string"}},"commands":{"type":["object","array"],"items":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]},"additionalItems":false,"minItems":1,"minProperties":1,"additionalProperties":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]}}}}',
    spacewalk:
        '{"type":"object","additionalProperties":false,"properties":{"server":{"type":"string"},"proxy":{"type":"string"},"activation_key":{"type":"string"}}}',
    ssh: '{"type":"object","additionalProperties":false,"properties":{"emit_keys_to_console":{"type":"boolean"}},"required":["emit_keys_to_console"]}',
    ssh_authorized_keys: '{"type":"array","minItems":1,"items":{"type":"string"}}',
    ssh_deletekeys: '{"type":"boolean"}',
    ssh_fp_console_blacklist: '{"type":"array","items":{"type":"string"},"uniqueItems":true}',
    ssh_genkeytypes: '{"type":"array","minItems":1,"items":{"type":"string","enum":["ecdsa","ed25519","rsa"]}}',
    ssh_import_id: '{"type":"array","items":{"type":"string"}}',
    ssh_key_console_blacklist: '{"type":"array","items":{"type":"string"},"uniqueItems":true}',
    ssh_keys:
        '{"type":"object","additionalProperties":false,"patternProperties":{"^(ecdsa|ed25519|rsa)_(public|private|certificate)$":{"type":"string"}}}',
    ssh_publish_hostkeys:
        '{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"blacklist":{"type":"array","items":{"type":"string"}}}}',
    ssh_pwauth: '{"oneOf":[{"type":"boolean"},{"type":"string"}]}',
    ssh_quiet_keygen: '{"type":"boolean"}',
    swap: '{"type":"object","additionalProperties":false,"properties":{"filename":{"type":"string"},"size":{"oneOf":[{"enum":["auto"]},{"type":"integer"},{"type":"string","pattern":"^([0-9]+)?\\\\.?[0-9]+[BKMGT]$"}]},"maxsize":{"oneOf":[{"type":"integer"},{"type":"string","pattern":"^([0-9]+)?\\\\.?[0-9]+[BKMGT]$"}]}}}',
    system_info: '{"type":"object","deprecated":true,"deprecated_version":"24.2"}',
    timezone: '{"type":"string"}',
    ubuntu_advantage: '{"$ref":"#/$defs/ubuntu_pro.properties","deprecated":true,"deprecated_version":"24.1"}',
    ubuntu_pro: '{"$ref":"#/$defs/ubuntu_pro.properties"}',
    updates:
        '{"type":"object","additionalProperties":false,"properties":{"network":{"type":"object","required":["when"],"additionalProperties":false,"properties":{"when":{"type":"array","items":{"type":"string","enum":["boot-new-instance","boot-legacy","boot","hotplug"]}}}}}}',
    user: '{"oneOf":[{"type":"string"},{"type":"object","$ref":"#/$defs/users_groups.user"}]}',
    users: '{"type":["string","array","object"],"items":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}},{"type":"object","$ref":"#/$defs/users_groups.user"}]}}',
    vendor_data:
        '{"type":"object","additionalProperties":false,"properties":{"enabled":{"oneOf":[{"type":"boolean"},{"type":"string","deprecated":true,"deprecated_version":"22.3"}]},"prefix":{"type":["array","string"],"items":{"type":["string","integer"]}}}}',
    version: "{}",
    wireguard:
        '{"type":["null","object"],"properties":{"interfaces":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"config_path":{"type":"string"},"content":{"type":"string"}},"additionalProperties":false},"minItems":1},"readinessprobe":{"type":"array","items":{"type":"string"},"uniqueItems":true}},"required":["interfaces"],"minProperties":1,"additionalProperties":false}',
    write_files:
        '{"type":"array","items":{"type":"object","required":["path"],"additionalProperties":false,"properties":{"path":{"type":"string"},"content":{"type":"string"},"source":{"type":"object","additionalProperties":false,"properties":{"uri":{"type":"string"},"headers":{"type":"object","additionalProperties":{"type":"string"}}},"required":["uri"]},"owner":{"type":"string"},"permissions":{"type":"string"},"encoding":{"type":"string","enum":["gz","gzip","gz+base64","gzip+base64","gz+b64","gzip+b64","b64","base64","text/plain"]},"append":{"type":"boolean"},"defer":{"type":"boolean"}}},"minItems":1}',
    yum_repo_dir: '{"type":"string"}',
    yum_repos:
        '{"type":"object","minProperties":1,"additionalProperties":false,"patternProperties":{"^[0-9a-zA-Z -_]+$":{"type":"object","additionalProperties":false,"properties":{"baseurl":{"type":"string"},"metalink":{"type":"string"},"mirrorlist":{"type":"string"},"name":{"type":"string"},"enabled":{"type":"boolean"}},"patternProperties":{"^[0-9a-zA-Z_]+$":{"oneOf":[{"type":"integer"},{"type":"boolean"},{"type":"string"}]}},"anyOf":[{"required":["baseurl"]},{"required":["metalink"]},{"required":["mirrorlist"]}]}}}',
    zypper: '{"type":"object","minProperties":1,"additionalProperties":true,"properties":{"repos":{"type":"array","items":{"type":"object","additionalProperties":true,"properties":{"id":{"type":"string"},"baseurl":{"type":"string"}},"required":["id","baseurl"]},"minItems":1},"config":{"type":"object"}}}',
};
