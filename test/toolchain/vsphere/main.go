// Command pulumi-resource-vsphere is the Pulumi plugin for vSphere: the
// Terraform provider of the same name behind Pulumi's bridge. The schema is
// worked out anew at each start, so that none has to be generated and committed.
//
// From 2.0 on the Terraform provider's versions don't fit its module's path,
// and no module proxy has them. So this is its last one before, whose files,
// machines and cdroms are what they still are.
package main

import (
	"encoding/json"
	"io"
	"log"

	"github.com/hashicorp/terraform-plugin-sdk/helper/schema"
	"github.com/hashicorp/terraform-provider-vsphere/vsphere"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v1"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

const (
	pluginName    = "vsphere"
	pluginVersion = "1.26.0"
)

func main() {
	info := describe()
	spec, err := schemaOf(info)
	if err != nil {
		log.Fatal(err)
	}
	tfbridge.Main(pluginName, pluginVersion, info, spec)
}

// describe maps the Terraform provider to the names of the published package.
func describe() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:            shim.NewProvider(vsphere.Provider().(*schema.Provider)),
		Name:         pluginName,
		Version:      pluginVersion,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		JavaScript: &tfbridge.JavaScriptInfo{
			PackageName:          "@pulumi/vsphere",
			Dependencies:         map[string]string{"@pulumi/pulumi": "^3.142.0"},
			RespectSchemaVersion: true,
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			// Since version 4 of the published package a machine may have two.
			"vsphere_virtual_machine": {Fields: map[string]*tfbridge.SchemaInfo{
				"cdrom": {Name: "cdroms", MaxItemsOne: tfbridge.False()},
			}},
		},
	}
	info.MustComputeTokens(tokens.SingleModule("vsphere_", "index", tokens.MakeStandard(pluginName)))
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
