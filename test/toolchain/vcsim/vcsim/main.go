// Command vcsim is VMware's simulator of the vCenter API, on a free port of the loopback interface: it writes its
// URL to standard output and ends with its standard input. GOVC_USERNAME and GOVC_PASSWORD let clients in.
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"

	_ "github.com/vmware/govmomi/pbm/simulator"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/esx"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("vcsim: ")
	if err := simulate(); err != nil {
		log.Fatal(err)
	}
}

func simulate() error {
	model := simulator.VPX()
	// Removes the datastores too, which are temporary folders.
	defer model.Remove()
	if err := model.Create(); err != nil {
		return err
	}
	completeConfigOptions(model)
	model.Map().AddHandler(newMachines{})
	model.Service.RegisterEndpoints = true
	model.Service.TLS = new(tls.Config)
	// Unless a user is set, everybody gets in.
	user := url.UserPassword(os.Getenv("GOVC_USERNAME"), os.Getenv("GOVC_PASSWORD"))
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: user}
	server := model.Service.NewServer()
	defer server.Close()
	// From here on it logs what clients ask for in vain.
	log.SetOutput(io.Discard)
	fmt.Printf("https://%s%s\n", server.URL.Host, server.URL.Path)
	_, err := io.Copy(io.Discard, os.Stdin)
	log.SetOutput(os.Stderr)
	return err
}

// completeConfigOptions adds what the simulator leaves out of its answers and
// the Terraform provider relies on: the version of the virtual hardware.
func completeConfigOptions(model *simulator.Model) {
	for _, object := range model.Map().AllReference("EnvironmentBrowser") {
		object.(*simulator.EnvironmentBrowser).QueryConfigOptionResponse.Returnval = &types.VirtualMachineConfigOption{
			Version:         esx.HardwareVersion,
			DefaultDevice:   esx.VirtualDevice,
			HardwareOptions: types.VirtualHardwareOption{HwVersion: 13},
		}
	}
}

// newMachines sets what the simulator forgets of a new machine's declaration:
// the Terraform provider would restart the machine to set it again.
type newMachines struct{}

func (newMachines) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "NewMachines", Value: "new-machines"}
}

func (newMachines) PutObject(_ *simulator.Context, object mo.Reference) {
	if machine, ok := object.(*simulator.VirtualMachine); ok {
		machine.Config.SwapPlacement = string(types.VirtualMachineConfigInfoSwapPlacementTypeInherit)
	}
}

func (newMachines) UpdateObject(*simulator.Context, mo.Reference, []types.PropertyChange) {}

func (newMachines) RemoveObject(*simulator.Context, types.ManagedObjectReference) {}
