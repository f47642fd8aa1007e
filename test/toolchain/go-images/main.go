// Command go-images writes images with Go's two libraries for them, as programs
// that drive virtual machines do: terraform-provider-libvirt with the one,
// Rancher and go-proxmox with the other.
//
//	go-images KIND SOURCE IMAGE
package main

import (
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"

	diskfs "github.com/diskfs/go-diskfs"
	"github.com/diskfs/go-diskfs/disk"
	"github.com/diskfs/go-diskfs/filesystem"
	diskfsiso "github.com/diskfs/go-diskfs/filesystem/iso9660"
	"github.com/kdomanski/iso9660"
)

const label = "config-2"

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: go-images KIND SOURCE IMAGE")
	}
	kind, source, image := os.Args[1], os.Args[2], os.Args[3]
	if err := write(kind, source, image); err != nil {
		log.Fatalf("%s: %v", kind, err)
	}
}

func write(kind, source, image string) error {
	switch kind {
	case "kdomanski":
		return writeKdomanski(source, image)
	case "plain":
		return writeISO(source, image, diskfsiso.FinalizeOptions{VolumeIdentifier: label})
	case "rock-ridge":
		return writeISO(source, image, diskfsiso.FinalizeOptions{RockRidge: true, VolumeIdentifier: label})
	case "joliet":
		return writeISO(source, image, diskfsiso.FinalizeOptions{Joliet: true, VolumeIdentifier: label})
	case "both":
		return writeISO(source, image, diskfsiso.FinalizeOptions{RockRidge: true, Joliet: true, VolumeIdentifier: label})
	case "FAT12":
		return writeFAT(source, image, filesystem.TypeFat12, 4<<20)
	case "FAT16":
		return writeFAT(source, image, filesystem.TypeFat16, 32<<20)
	case "FAT32":
		return writeFAT(source, image, filesystem.TypeFat32, 64<<20)
	}
	return fmt.Errorf("no such kind")
}

func writeKdomanski(source, image string) error {
	writer, err := iso9660.NewWriter()
	if err != nil {
		return err
	}
	defer writer.Cleanup()
	if err := writer.AddLocalDirectory(source, "/"); err != nil {
		return err
	}
	target, err := os.Create(image)
	if err != nil {
		return err
	}
	defer target.Close()
	return writer.WriteTo(target, label)
}

func writeISO(source, image string, options diskfsiso.FinalizeOptions) error {
	target, err := create(image, filesystem.TypeISO9660, 16<<20, 2048)
	if err != nil {
		return err
	}
	if err := copyTree(target, source); err != nil {
		return err
	}
	return target.(*diskfsiso.FileSystem).Finalize(options)
}

func writeFAT(source, image string, kind filesystem.Type, size int64) error {
	target, err := create(image, kind, size, 512)
	if err != nil {
		return err
	}
	return copyTree(target, source)
}

func create(image string, kind filesystem.Type, size int64, block int64) (filesystem.FileSystem, error) {
	raw, err := diskfs.Create(image, size, diskfs.SectorSizeDefault)
	if err != nil {
		return nil, err
	}
	raw.LogicalBlocksize = block
	return raw.CreateFilesystem(disk.FilesystemSpec{FSType: kind, VolumeLabel: label})
}

func copyTree(target filesystem.FileSystem, source string) error {
	return filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == source {
			return err
		}
		inside := strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(path, source)), "/")
		if entry.IsDir() {
			return target.Mkdir(inside)
		}
		return copyFile(target, path, inside)
	})
}

func copyFile(target filesystem.FileSystem, source, inside string) error {
	from, err := os.Open(source)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := target.OpenFile(inside, os.O_CREATE|os.O_RDWR)
	if err != nil {
		return err
	}
	defer to.Close()
	_, err = io.Copy(to, from)
	return err
}
