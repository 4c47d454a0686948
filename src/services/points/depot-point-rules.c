/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which verb fits which state (domain reference F1), and which certificate may follow which (B1.4).
 */
#include "config.h"

#include "depot-point-verbs.h"

#include <glib/gi18n.h>

#include "depot-error.h"

typedef struct
{
  const char *nick;
  const char *refusal;
} VerbWords;

static const VerbWords words[] = {
  [DEPOT_VERB_START] = { "start", N_ ("Only a stopped point can be started.") },
  [DEPOT_VERB_STOP] = { "stop", N_ ("Only a point that is ready can be stopped.") },
  [DEPOT_VERB_SCALE] = { "scale", N_ ("Only a point that is ready can be scaled.") },
  [DEPOT_VERB_RENEW]
  = { "renew", N_ ("The certificate can be replaced while the point is ready or stopped.") },
  [DEPOT_VERB_REAPPLY]
  = { "re-apply",
      N_ ("Settings can be applied again while the point is ready or stopped, or has failed.") },
  [DEPOT_VERB_DELETE] = { "delete", N_ ("The point is being deleted already.") },
};

gboolean
depot_point_state_is_busy (DepotPointState state)
{
  switch (state)
    {
    case DEPOT_POINT_PROVISIONING:
    case DEPOT_POINT_UPGRADING:
    case DEPOT_POINT_STARTING:
    case DEPOT_POINT_STOPPING:
    case DEPOT_POINT_DELETING:
      return TRUE;
    case DEPOT_POINT_READY:
    case DEPOT_POINT_FAILED:
    case DEPOT_POINT_STOPPED:
    case DEPOT_POINT_UNKNOWN:
    default:
      return FALSE;
    }
}

gboolean
depot_point_state_allows (DepotPointState state, DepotPointVerb verb)
{
  switch (verb)
    {
    case DEPOT_VERB_START:
      return state == DEPOT_POINT_STOPPED;
    case DEPOT_VERB_STOP:
    case DEPOT_VERB_SCALE:
      return state == DEPOT_POINT_READY;
    case DEPOT_VERB_REAPPLY:
      return state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED
             || state == DEPOT_POINT_FAILED;
    case DEPOT_VERB_RENEW:
      return state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED;
    case DEPOT_VERB_DELETE:
      return state != DEPOT_POINT_DELETING;
    default:
      return FALSE;
    }
}

/* The templates alone make no point: who never was ready has perhaps no certificate in its vault.
 */
static gboolean
is_unfinished (DepotPoint *point, DepotPointVerb verb)
{
  return verb == DEPOT_VERB_REAPPLY && depot_point_get_state (point) == DEPOT_POINT_FAILED
         && depot_point_get_ready_at (point) == 0;
}

gboolean
depot_point_can (DepotPoint *point, DepotPointVerb verb)
{
  g_return_val_if_fail (DEPOT_IS_POINT (point), FALSE);
  return !is_unfinished (point, verb)
         && depot_point_state_allows (depot_point_get_state (point), verb);
}

gboolean
depot_point_can_redeploy (DepotPoint *point)
{
  g_return_val_if_fail (DEPOT_IS_POINT (point), FALSE);
  return !depot_point_is_classic (point)
         && !depot_point_state_is_busy (depot_point_get_state (point));
}

const char *
depot_point_why_not (DepotPoint *point, DepotPointVerb verb)
{
  g_return_val_if_fail (verb < G_N_ELEMENTS (words), NULL);
  if (!depot_point_state_allows (depot_point_get_state (point), verb))
    return _ (words[verb].refusal);
  if (is_unfinished (point, verb))
    return _ ("The creation of the point did not come to its end: try that again.");
  return NULL;
}

const char *
depot_point_verb_get_nick (DepotPointVerb verb)
{
  g_return_val_if_fail (verb < G_N_ELEMENTS (words), NULL);
  return words[verb].nick;
}

/* A certificate without a common name goes by its first DNS name. */
static const char *
get_name (DepotCertificate *certificate)
{
  const char *name = certificate != NULL ? depot_certificate_get_common_name (certificate) : NULL;
  const char *const *names = certificate != NULL ? depot_certificate_get_names (certificate) : NULL;

  if (name != NULL && *name != '\0')
    return name;
  return names != NULL && names[0] != NULL ? names[0] : "";
}

static GError *
judge_new_one (DepotPoint *point, DepotCertificate *certificate, gint64 now)
{
  gboolean is_practice = g_strcmp0 (depot_point_get_cloud_id (point), DEPOT_CLOUD_PRACTICE) == 0;
  g_autoptr (GPtrArray) findings = depot_certificate_judge (certificate, now, is_practice);

  if (!depot_certificate_covers (certificate, depot_point_get_service_fqdn (point)))
    return depot_error_new (DEPOT_ERROR_CERTIFICATE_REFUSED,
                            _ ("The new certificate is not for %s."),
                            depot_point_get_service_fqdn (point));
  if (depot_certificate_is_acceptable (certificate, now, is_practice))
    return NULL;
  return depot_error_new (DEPOT_ERROR_CERTIFICATE_REFUSED,
                          "%s",
                          findings->len > 0 ? ((DepotFinding *) findings->pdata[0])->text
                                            : _ ("The new certificate cannot be used."));
}

gboolean
depot_point_check_renewal (DepotPoint *point,
                           DepotCertificate *certificate,
                           gint64 now,
                           GError **error)
{
  DepotCertificate *old = depot_point_get_certificate (point);
  const char *old_name = get_name (old);
  const char *new_name = get_name (certificate);
  GError *flaw = NULL;

  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (certificate), FALSE);

  /* the original's own words, kept because admins search for them */
  if (old != NULL && g_strcmp0 (old_name, new_name) != 0)
    flaw = depot_error_new (DEPOT_ERROR_CERTIFICATE_REFUSED,
                            _ ("The existing certificate has a CName of %s. The new certificate "
                               "has a CName of %s. New certificate must have the same CName as "
                               "previous certificate."),
                            old_name,
                            new_name);
  else if (old != NULL
           && g_strcmp0 (depot_certificate_get_fingerprint (old),
                         depot_certificate_get_fingerprint (certificate))
                  == 0)
    flaw = depot_error_new (DEPOT_ERROR_CERTIFICATE_REFUSED,
                            _ ("The point has this very certificate already."));
  else
    flaw = judge_new_one (point, certificate, now);
  if (flaw != NULL)
    g_propagate_error (error, flaw);
  return flaw == NULL;
}

/* length[i][j]: how much of one from i and other from j on can be kept in order. */
static void
measure (const gunichar *one, glong n_one, const gunichar *other, glong n_other, guint16 *length)
{
  glong width = n_other + 1;

  for (glong i = n_one - 1; i >= 0; i--)
    for (glong j = n_other - 1; j >= 0; j--)
      length[i * width + j] = one[i] == other[j]
                                  ? length[(i + 1) * width + j + 1] + 1
                                  : MAX (length[(i + 1) * width + j], length[i * width + j + 1]);
}

/* Names have at most 253 characters; what is longer is compared so far. */
#define MAX_COMPARED 256

GArray *
depot_name_find_differences (const char *one, const char *other)
{
  GArray *flags = g_array_new (FALSE, TRUE, sizeof (gboolean));
  glong n_one = 0, n_other = 0;
  g_autofree gunichar *from = g_utf8_to_ucs4_fast (one != NULL ? one : "", -1, &n_one);
  g_autofree gunichar *to = g_utf8_to_ucs4_fast (other != NULL ? other : "", -1, &n_other);
  glong rows = MIN (n_one, MAX_COMPARED), columns = MIN (n_other, MAX_COMPARED);
  g_autofree guint16 *length = g_new0 (guint16, (rows + 1) * (columns + 1));
  glong i = 0, j = 0;

  g_array_set_size (flags, (guint) n_other);
  measure (from, rows, to, columns, length);
  while (j < columns)
    {
      if (i < rows && from[i] == to[j])
        i++, j++;
      else if (i < rows && length[(i + 1) * (columns + 1) + j] >= length[i * (columns + 1) + j + 1])
        i++;
      else
        g_array_index (flags, gboolean, j++) = TRUE;
    }
  return flags;
}
