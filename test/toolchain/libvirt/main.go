// Command pulumi-resource-libvirt is the Pulumi plugin for libvirt: the
// Terraform provider of the same name behind Pulumi's bridge. The schema is
// worked out anew at each start, so that none has to be generated and committed.
package main

import (
	"encoding/json"
	"io"
	"log"

	"github.com/dmacvicar/terraform-provider-libvirt/libvirt"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

const (
	pluginName    = "libvirt"
	pluginVersion = "0.5.4"
)

func main() {
	info := describe()
	schema, err := schemaOf(info)
	if err != nil {
		log.Fatal(err)
	}
	tfbridge.Main(pluginName, pluginVersion, info, schema)
}

// describe maps the Terraform provider to the names of the published package.
func describe() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:            shim.NewProvider(libvirt.Provider()),
		Name:         pluginName,
		Version:      pluginVersion,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		JavaScript: &tfbridge.JavaScriptInfo{
			PackageName:          "@pulumi/libvirt",
			Dependencies:         map[string]string{"@pulumi/pulumi": "^3.142.0"},
			RespectSchemaVersion: true,
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			// The automatic name would have a small i.
			"libvirt_cloudinit_disk": {Tok: "libvirt:index/cloudInitDisk:CloudInitDisk"},
		},
	}
	info.MustComputeTokens(tokens.SingleModule("libvirt_", "index", tokens.MakeStandard(pluginName)))
	// Without automatic names a program would have to give every resource one.
	info.SetAutonaming(255, "-")
	return info
}

func schemaOf(info tfbridge.ProviderInfo) ([]byte, error) {
	made, err := tfgen.GenerateSchemaWithOptions(tfgen.GenerateSchemaOptions{
		ProviderInfo:    info,
		DiagnosticsSink: diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never}),
		XInMemoryDocs:   true,
	})
	if err != nil {
		return nil, err
	}
	made.PackageSpec.Version = pluginVersion
	return json.Marshal(made.PackageSpec)
}
