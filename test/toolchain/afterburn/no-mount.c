/*
 * Lets Afterburn run without root, and beside a machine's own account: LD_PRELOAD puts these before the C library's.
 * mount makes a folder, where the image's files lie, stand at the mount point; the kernel's part is tested in guests.
 * As the kernel does, it refuses a type that isn't the image's. What was asked for stands in a file of notes.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *given(const char *name)
{
	const char *value = getenv(name);
	return value ? value : "";
}

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)
{
	FILE *notes = fopen(given("NO_MOUNT_NOTES"), "a");
	(void)data;
	if (!notes)
		return -1;
	fprintf(notes, "%s %s %s\n", source, type, flags & MS_RDONLY ? "ro" : "rw");
	fclose(notes);
	if (strcmp(type, given("NO_MOUNT_TYPE")) != 0) {
		errno = EINVAL;
		return -1;
	}
	return rmdir(target) || symlink(given("NO_MOUNT_FOLDER"), target);
}

int umount(const char *target)
{
	return unlink(target) || mkdir(target, 0700);
}

/* The account that ssh keys are for: whoever runs this, at home in a folder of the test's. */
int getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
	char home[4096];
	(void)buffer;
	(void)size;
	if (!realpath(given("NO_MOUNT_HOME"), home))
		return errno;
	entry->pw_name = strdup(name);
	entry->pw_passwd = entry->pw_gecos = entry->pw_shell = strdup("");
	entry->pw_dir = strdup(home);
	entry->pw_uid = geteuid();
	entry->pw_gid = getegid();
	*found = entry;
	return 0;
}
