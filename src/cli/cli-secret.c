/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "depot-base.h"

#define MAX_SECRET_BYTES 4096

static DepotSecretBytes *
read_line_from (int fd, GError **error)
{
  char buffer[MAX_SECRET_BYTES];
  gsize length = 0;
  DepotSecretBytes *secret;

  while (length < sizeof buffer)
    {
      gssize got = read (fd, buffer + length, 1);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_FILE,
                                              _ ("The password could not be read: %s"),
                                              g_strerror (errno)));
          explicit_bzero (buffer, sizeof buffer);
          return NULL;
        }
      if (got == 0 || buffer[length] == '\n')
        break;
      length++;
    }
  if (length > 0 && buffer[length - 1] == '\r')
    length--;
  secret = depot_secret_bytes_new (buffer, length);
  explicit_bzero (buffer, sizeof buffer);
  return secret;
}

static DepotSecretBytes *
read_from_file (const char *file, GError **error)
{
  int fd = open (file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  DepotSecretBytes *secret;

  if (fd < 0)
    {
      g_propagate_error (
          error,
          depot_error_new (
              DEPOT_ERROR_FILE, _ ("“%s” could not be opened: %s"), file, g_strerror (errno)));
      return NULL;
    }
  secret = read_line_from (fd, error);
  close (fd);
  return secret;
}

static DepotSecretBytes *
ask (const char *prompt, GError **error)
{
  struct termios before, silent;
  DepotSecretBytes *secret;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return NULL;
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  g_printerr ("%s ", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  secret = read_line_from (STDIN_FILENO, error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  g_printerr ("\n");
  return secret;
}

DepotSecretBytes *
cli_secret_read (int fd, const char *file, const char *prompt, GError **error)
{
  if (fd >= 0)
    return read_line_from (fd, error);
  if (file != NULL)
    return read_from_file (file, error);
  return isatty (STDIN_FILENO) ? ask (prompt, error) : NULL;
}
