import { describe, expect, it } from "vitest";
import { outlineOf } from "../../../../provider/view/user-data/outline.ts";
import { kindOf } from "../../../../provider/view/user-data/part-kind.ts";

const CASES: readonly (readonly [userData: string, name: string, language: string])[] = [
    ["#cloud-config\n{}\n", "cloud-config", "yaml"],
    ["\n\n#Cloud-Config\n{}\n", "cloud-config", "yaml"],
    ["#cloud-config-archive\n[]\n", "cloud-config archive", "yaml"],
    ["#cloud-config-jsonp\n[]\n", "cloud-config patch", "json"],
    ["## template: jinja\n#cloud-config\n{}\n", "jinja template of cloud-config", "yaml"],
    ["## template: jinja\n#!/bin/sh\n", "jinja template of shell script", "bash"],
    ["## template: jinja\nx\n", "jinja template", "text"],
    ["#!/bin/sh\n", "shell script", "bash"],
    ["#!/usr/bin/env bash\n", "shell script", "bash"],
    ["#!/bin/zsh -e\n", "shell script", "bash"],
    ["#! /usr/bin/python3\n", "Python script", "text"],
    ["#!/usr/bin/perl\n", "Perl script", "text"],
    ["#!/usr/bin/pwsh\n", "PowerShell script", "powershell"],
    ["#!/opt/x\n", "script", "text"],
    ["#ps1_sysnative\n", "PowerShell script", "powershell"],
    ["<powershell>\n</powershell>\n", "PowerShell script", "powershell"],
    ["<script>\n</script>\n", "batch script", "text"],
    ["rem cmd\n", "batch script", "text"],
    ["#cloud-boothook\n#!/bin/sh\n", "boot hook", "bash"],
    ["#part-handler\n", "part handler", "text"],
    ["#include\nhttps://example.org\n", "include list", "text"],
    ["#include-once\nhttps://example.org\n", "include list", "text"],
    ['{"ignition": {"version": "3.4.0"}}', "Ignition config", "json"],
    ['{"a": 1}', "JSON", "json"],
    ["machine:\n  type: worker\n", "Talos machine config", "yaml"],
    ["# a comment\nversion: v1alpha1\n", "Talos machine config", "yaml"],
    ["config system global\n", "FortiOS configuration", "text"],
    ["set system host-name x\n", "VyOS or Junos commands", "text"],
    ["#junos-config\nsystem {\n", "Junos configuration", "text"],
    ["hostname router\n", "IOS or ASA configuration", "text"],
    ["<?xml version='1.0'?>\n<a/>\n", "XML", "xml"],
    ["<rpc>\n</rpc>\n", "XML", "xml"],
    ["[general]\nx=1\n", "INI file", "ini"],
    ["-----BEGIN CERTIFICATE-----\n", "PEM data", "text"],
    ["hello\n", "text", "text"],
    ["\n \n", "empty text", "text"],
    ["MIME-Version: 1.0\nContent-Type: multipart/mixed\n\n", "MIME message", "text"],
];

describe("the kind of a part", () => {
    it.each(CASES)("%j is a %s", (userData, name, language) => {
        expect(outlineOf({ userData }, false).userData[0]?.kind).toEqual({ name, language });
    });

    it("follows the declared type where cloud-init does", () => {
        const kinds = outlineOf(
            {
                userData: [
                    { content: "packages: [jq]\n", contentType: "text/cloud-config" },
                    { content: "#!/bin/sh\n", contentType: "text/cloud-config" },
                    { content: "#!/bin/sh\n", contentType: "text/x-shellscript-per-boot" },
                    { content: "#cloud-config\n{}\n", contentType: "text/plain" },
                    { content: "#cloud-config\n{}\n", contentType: "text/x-of-another-program" },
                ],
            },
            false,
        ).userData.map(({ kind }) => kind.name);
        expect(kinds).toEqual(["cloud-config", "cloud-config", "shell script", "cloud-config", "text"]);
    });

    it("is found in text of any length", () => {
        expect(kindOf(`${"x".repeat(5_000_000)}`, "text/plain").name).toBe("text");
        expect(kindOf(`#!/bin/${"sh".repeat(1_000_000)}`, "text/x-shellscript").name).toBe("script");
    });
});
