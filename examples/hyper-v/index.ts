/**
 * Hyper-V: a guest on a copy-on-write disk, with its config drive as an ISO in its DVD drive.
 *
 * Pulumi has no provider for Hyper-V, so this runs Hyper-V's own PowerShell commands over ssh with `@pulumi/command`.
 * It needs Windows' OpenSSH server on the host, an account there that can manage Hyper-V, and a VHDX with cloud-init or
 * cloudbase-init. Everything declared here is created and deleted; only the drive also follows later changes.
 *
 * A changed declaration gives the image another name: Pulumi copies it to the host, swaps the medium in the DVD drive,
 * then removes the old file. The guest keeps running.
 */
import { basename } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { configDriveImage } from "pulumi-config-drive";
import { powershell, quote } from "./powershell";

const config = new pulumi.Config();
const name = config.get("name") ?? "web-1";
/** A folder on the host, with forward slashes, which both sftp and PowerShell accept. */
const folder = config.require("folder");

const connection = {
    host: config.require("host"),
    user: config.require("user"),
    hostKey: config.require("hostKey"),
    privateKey: config.requireSecret("privateKey"),
};

const image = configDriveImage(
    {
        hostname: `${name}.example.org`,
        publicKeys: { ops: config.require("sshKey") },
        // With a seed on the drive, nobody can guess secrets from its digest, so Pulumi can show it in the file name.
        randomSeed: config.requireSecret("seed"),
        userData: "#cloud-config\npackages: [nginx]\n",
    },
    { directory: config.get("directory") },
);

// #region attach
const remotePath = image.path.apply((path) => `${folder}/${basename(path)}`);

const copy = new command.remote.CopyToRemote("config-drive", {
    connection,
    source: image.path.apply((path) => new pulumi.asset.FileAsset(path)),
    remotePath,
});

// CopyToRemote leaves its files behind. This command only removes them, after the machine has released them.
const file = new command.remote.Command(
    "config-drive-file",
    {
        connection,
        delete: remotePath.apply((path) => powershell(`Remove-Item -LiteralPath ${quote(path)}`)),
        triggers: [remotePath],
    },
    { dependsOn: copy },
);

const disk = quote(`${folder}/${name}.vhdx`);
const vm = quote(name);

const create = (iso: string): string => `
New-VHD -Path ${disk} -ParentPath ${quote(config.require("parentDisk"))} -Differencing | Out-Null
$vm = New-VM -Name ${vm} -Generation 2 -MemoryStartupBytes 2GB -VHDPath ${disk} -SwitchName ${quote(config.require("switch"))}
Set-VMFirmware -VM $vm -SecureBootTemplate MicrosoftUEFICertificateAuthority
Add-VMDvdDrive -VM $vm -Path ${quote(iso)}
Start-VM -VM $vm
$vm.Id.Guid
`;

const update = (iso: string): string => `
Get-VMDvdDrive -VMName ${vm} | Set-VMDvdDrive -Path ${quote(iso)}
(Get-VM -Name ${vm}).Id.Guid
`;

const machine = new command.remote.Command(
    "web",
    {
        connection,
        create: remotePath.apply((path) => powershell(create(path))),
        update: remotePath.apply((path) => powershell(update(path))),
        delete: powershell(`Stop-VM -Name ${vm} -TurnOff -Force
Remove-VM -Name ${vm} -Force
Remove-Item -LiteralPath ${disk}`),
    },
    { dependsOn: [copy, file] },
);
// #endregion

export const id = machine.stdout;
export const drive = remotePath;
