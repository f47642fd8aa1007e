module example.invalid/toolchain/ignition

go 1.26

// Nothing here is built with it: its sources are copied and built with its own go.mod and go.sum.
require github.com/coreos/ignition/v2 v2.24.0
