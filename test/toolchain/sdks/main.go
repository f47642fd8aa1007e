// Command gen-sdk turns a Pulumi schema into the sources of its SDK, in nodejs
// unless another language is named: gen-sdk FOLDER [LANGUAGE] < schema.json
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	dotnet "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3/codegen"
	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "gen-sdk"

// language is one of Pulumi's own generators, which are libraries.
type language struct {
	importer schema.Language
	generate func(*schema.Package) (map[string][]byte, error)
}

var languages = map[string]language{
	"nodejs": {nodejs.Importer, func(pkg *schema.Package) (map[string][]byte, error) {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	}},
	"python": {python.Importer, func(pkg *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage(tool, pkg, nil, nil)
	}},
	"go": {golang.Importer, func(pkg *schema.Package) (map[string][]byte, error) {
		return golang.GeneratePackage(tool, pkg, nil)
	}},
	"java": {java.Importer, func(pkg *schema.Package) (map[string][]byte, error) {
		return java.GeneratePackage(tool, pkg, nil, nil, true, false)
	}},
	"csharp": {dotnet.Importer, func(pkg *schema.Package) (map[string][]byte, error) {
		return dotnet.GeneratePackage(tool, pkg, nil, nil)
	}},
}

func main() {
	if len(os.Args) != 2 && len(os.Args) != 3 {
		fail("usage: gen-sdk FOLDER [LANGUAGE] < schema.json")
	}
	// The C# generator downloads a logo, from a host that not every machine reaches.
	http.DefaultTransport = nothing{}
	if err := writeSDK(os.Args[1], append(os.Args, "nodejs")[2]); err != nil {
		fail(err)
	}
}

// fail prints by itself: a package of Pulumi's discards what package log prints.
func fail(reason any) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", tool, reason)
	os.Exit(1)
}

// nothing answers every request with an empty body.
type nothing struct{}

func (nothing) RoundTrip(request *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: request}, nil
}

func writeSDK(folder, name string) error {
	chosen, found := languages[name]
	if !found {
		return fmt.Errorf("language %q isn't one of %s", name, strings.Join(slices.Sorted(maps.Keys(languages)), ", "))
	}
	var spec schema.PackageSpec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	importers := map[string]schema.Language{name: chosen.importer}
	pkg, err := schema.ImportSpec(spec, importers, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return fmt.Errorf("check schema: %w", err)
	}
	// As `pulumi package add` does: the SDK is a package that can be built, with a go.mod for example.
	pkg.SupportPack = true
	sources, err := chosen.generate(pkg)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return writeFiles(folder, sources)
}

func writeFiles(folder string, files map[string][]byte) error {
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
