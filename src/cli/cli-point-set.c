/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `depotctl point set NAME --storage-quota 3000 --description …`: the properties dialog of the
 * console. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-pfx.h"
#include "cli-point-open.h"
#include "cli-verbs.h"
#include "depot-base.h"
#include "depot-point-change.h"

/* What may be given, as it was typed; NULL: stays as it is. */
typedef struct
{
  char *description, *site, *token_hours;
  char *storage[3], *transfer[3]; /* quota, warning, critical */
  char *management_file, *password_file;
  int password_fd;
} Wish;

static void
wish_clear (Wish *self)
{
  g_free (self->description);
  g_free (self->site);
  g_free (self->token_hours);
  g_free (self->management_file);
  g_free (self->password_file);
  for (guint i = 0; i < G_N_ELEMENTS (self->storage); i++)
    {
      g_free (self->storage[i]);
      g_free (self->transfer[i]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static gboolean
take_number (DepotDraft *draft, const char *property, const char *text, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    {
      g_set_error (error,
                   DEPOT_ERROR,
                   DEPOT_ERROR_INVALID_INPUT,
                   _ ("%s: “%s” is not a whole number."),
                   depot_draft_field_get_label (property),
                   text);
      return FALSE;
    }
  g_object_set (draft, property, (guint) number, NULL);
  return TRUE;
}

/* "off" ends the watching of a quota; a number begins it again. */
static gboolean
take_quota (DepotDraft *draft, const char *kind, char *const *texts, GError **error)
{
  static const char *const members[] = { "quota-gb", "warning-percent", "critical-percent" };
  g_autofree char *enabled = g_strconcat (kind, "-quota-enabled", NULL);

  if (texts[0] != NULL)
    g_object_set (draft, enabled, !g_str_equal (texts[0], "off"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *property = g_strjoin ("-", kind, members[i], NULL);

      if (texts[i] != NULL && !(i == 0 && g_str_equal (texts[i], "off"))
          && !take_number (draft, property, texts[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take (DepotDraft *draft, const Wish *wish, GError **error)
{
  if (wish->description != NULL)
    g_object_set (draft, "description", wish->description, NULL);
  if (wish->site != NULL)
    g_object_set (draft, "site-code", wish->site, NULL);
  if (wish->token_hours != NULL && !take_number (draft, "token-hours", wish->token_hours, error))
    return FALSE;
  return take_quota (draft, "storage", wish->storage, error)
         && take_quota (draft, "transfer", wish->transfer, error);
}

static gboolean
take_certificate (CliContext *context, DepotDraft *draft, const Wish *wish, GError **error)
{
  g_autoptr (DepotCertificate) certificate = NULL;

  if (wish->management_file == NULL)
    return TRUE;
  if (depot_draft_get_method (draft) != DEPOT_METHOD_CLASSIC)
    {
      g_set_error_literal (error,
                           DEPOT_ERROR,
                           DEPOT_ERROR_INVALID_INPUT,
                           _ ("Only a classic point has a management certificate."));
      return FALSE;
    }
  certificate = cli_pfx_choose (
      context, wish->management_file, wish->password_fd, wish->password_file, FALSE, error);
  if (certificate != NULL)
    g_object_set (
        draft, "management-fingerprint", depot_certificate_get_fingerprint (certificate), NULL);
  return certificate != NULL;
}

static int
change (CliContext *context, DepotPoint *point, const Wish *wish)
{
  g_autoptr (DepotDraft) draft = depot_point_make_draft (point);
  g_auto (CliAwait) await = { NULL };
  g_autoptr (GError) error = NULL;

  if (!take (draft, wish, &error) || !take_certificate (context, draft, wish, &error))
    return cli_context_fail (context, error);
  depot_point_change_async (
      context->house, point, draft, context->cancellable, cli_await_done, &await);
  if (!depot_point_change_finish (context->house, cli_await (&await), &error))
    return cli_context_fail (context, error);
  cli_context_say (context, _ ("The properties of %s are changed."), depot_point_get_name (point));
  return CLI_EXIT_DONE;
}

#define TEXT_ENTRY(name, place, help, value)                                                       \
  { name, 0, 0, G_OPTION_ARG_STRING, &(place), help, value }

int
cli_point_set (CliContext *context, int argc, char **argv)
{
  g_auto (Wish) wish = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    TEXT_ENTRY ("description", wish.description, N_ ("What it is for"), N_ ("TEXT")),
    TEXT_ENTRY ("site", wish.site, N_ ("Code of the primary site that manages it"), N_ ("CODE")),
    TEXT_ENTRY (
        "token-hours", wish.token_hours, N_ ("How long content tokens hold, 1 to 24"), N_ ("N")),
    { "management-certificate",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wish.management_file,
      N_ ("PFX file of another management certificate (classic deployment)"),
      N_ ("FILE") },
    { "management-password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &wish.password_file,
      N_ ("File with its password"),
      N_ ("FILE") },
    { "management-password-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &wish.password_fd,
      N_ ("File descriptor to read its password from"),
      N_ ("FD") },
    TEXT_ENTRY ("storage-quota", wish.storage[0], N_ ("Storage quota, or “off”"), N_ ("GB")),
    TEXT_ENTRY ("storage-warning", wish.storage[1], N_ ("Warn at this share of it"), N_ ("%")),
    TEXT_ENTRY ("storage-critical", wish.storage[2], N_ ("Critical at this share"), N_ ("%")),
    TEXT_ENTRY (
        "transfer-quota", wish.transfer[0], N_ ("Monthly transfer quota, or “off”"), N_ ("GB")),
    TEXT_ENTRY ("transfer-warning", wish.transfer[1], N_ ("Warn at this share of it"), N_ ("%")),
    TEXT_ENTRY ("transfer-critical", wish.transfer[2], N_ ("Critical at this share"), N_ ("%")),
    { NULL },
  };
  int code;
  DepotPoint *point = cli_open_point (context,
                                      NULL,
                                      argc,
                                      argv,
                                      entries,
                                      _ ("Changes the properties of a point that can be changed "
                                         "later. Azure is not asked."),
                                      &code);

  return point != NULL ? change (context, point, &wish) : code;
}
