/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-self-signed.h"

#include <glib/gi18n.h>
#include <gnutls/crypto.h>

#include "depot-error.h"
#include "depot-pfx-private.h"

#define RSA_BITS 2048
#define SECONDS_BEFORE (60 * 60)
#define SECONDS_VALID (365 * 24 * 60 * 60)
#define SERIAL_BYTES 16
#define X509_VERSION 3

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)

static int
set_serial (gnutls_x509_crt_t certificate)
{
  guint8 serial[SERIAL_BYTES];
  int code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  /* positive and without a leading zero, as RFC 5280 asks */
  serial[0] = (serial[0] & 0x7f) | 0x40;
  return code < 0 ? code : gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
}

static int
set_names (gnutls_x509_crt_t certificate, const char *host_name)
{
  int code = GNUTLS_E_SUCCESS;

  /* a CN has room for 64 characters; the alternative name is what counts */
  if (strlen (host_name) <= 64)
    code = gnutls_x509_crt_set_dn_by_oid (
        certificate, GNUTLS_OID_X520_COMMON_NAME, 0, host_name, (unsigned int) strlen (host_name));
  if (code < 0)
    return code;
  return gnutls_x509_crt_set_subject_alt_name (certificate,
                                               GNUTLS_SAN_DNSNAME,
                                               host_name,
                                               (unsigned int) strlen (host_name),
                                               GNUTLS_FSAN_SET);
}

static int
set_purpose (gnutls_x509_crt_t certificate, const char *purpose)
{
  int code = gnutls_x509_crt_set_basic_constraints (certificate, 0, -1);

  if (code >= 0)
    code = gnutls_x509_crt_set_key_usage (
        certificate, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT);
  if (code >= 0)
    code = gnutls_x509_crt_set_key_purpose_oid (certificate, purpose, 0);
  return code;
}

static int
sign (gnutls_x509_crt_t certificate,
      gnutls_x509_privkey_t key,
      const char *host_name,
      const char *purpose,
      gint64 now)
{
  int code;

  if ((code = gnutls_x509_crt_set_version (certificate, X509_VERSION)) < 0
      || (code = set_serial (certificate)) < 0 || (code = set_names (certificate, host_name)) < 0
      || (code = set_purpose (certificate, purpose)) < 0
      || (code = gnutls_x509_crt_set_activation_time (certificate, now - SECONDS_BEFORE)) < 0
      || (code = gnutls_x509_crt_set_expiration_time (certificate, now + SECONDS_VALID)) < 0
      || (code = gnutls_x509_crt_set_key (certificate, key)) < 0)
    return code;
  return gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
}

static DepotSecretBytes *
make (const char *host_name,
      DepotSecretBytes *password,
      const char *purpose,
      gint64 now,
      GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  int code;

  if (!depot_name_is_pattern (host_name))
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("“%s” is not a host name."), host_name));
      return NULL;
    }
  if ((code = gnutls_x509_privkey_init (&key)) < 0
      || (code = gnutls_x509_crt_init (&certificate)) < 0
      || (code = gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, RSA_BITS, 0)) < 0
      || (code = sign (certificate, key, host_name, purpose, now)) < 0)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_FAILED,
                                          _ ("The certificate could not be made (%s)."),
                                          gnutls_strerror (code)));
      return NULL;
    }
  return depot_pfx_pack (
      key, &certificate, 1, host_name, depot_secret_bytes_peek_text (password), error);
}

DepotSecretBytes *
depot_self_signed_make (const char *host_name,
                        DepotSecretBytes *password,
                        gint64 now,
                        GError **error)
{
  g_return_val_if_fail (host_name != NULL, NULL);
  g_return_val_if_fail (password != NULL, NULL);

  return make (host_name, password, GNUTLS_KP_TLS_WWW_SERVER, now, error);
}

typedef struct
{
  char *host_name;
  DepotSecretBytes *password;
  const char *purpose;
  gint64 now;
} Job;

static void
job_free (Job *job)
{
  g_free (job->host_name);
  depot_secret_bytes_unref (job->password);
  g_free (job);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  DepotSecretBytes *file = make (job->host_name, job->password, job->purpose, job->now, &error);

  if (file)
    g_task_return_pointer (task, file, (GDestroyNotify) depot_secret_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes task. */
static void
begin (
    GTask *task, const char *host_name, DepotSecretBytes *password, const char *purpose, gint64 now)
{
  Job *job = g_new0 (Job, 1);

  job->purpose = purpose;
  job->host_name = g_strdup (host_name);
  job->password = depot_secret_bytes_ref (password);
  job->now = now;
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, make_in_thread);
  g_object_unref (task);
}

void
depot_self_signed_make_async (const char *host_name,
                              DepotSecretBytes *password,
                              gint64 now,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_return_if_fail (host_name != NULL);
  g_return_if_fail (password != NULL);

  begin (g_task_new (NULL, cancellable, callback, data),
         host_name,
         password,
         GNUTLS_KP_TLS_WWW_SERVER,
         now);
}

void
depot_self_signed_make_client_async (const char *name,
                                     DepotSecretBytes *password,
                                     gint64 now,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  g_return_if_fail (name != NULL);
  g_return_if_fail (password != NULL);

  begin (g_task_new (NULL, cancellable, callback, data),
         name,
         password,
         GNUTLS_KP_TLS_WWW_CLIENT,
         now);
}

DepotSecretBytes *
depot_self_signed_make_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;
  DepotSecretBytes *file;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  file = g_task_propagate_pointer (G_TASK (result), &problem);
  if (problem)
    g_propagate_error (error, depot_error_from_any (problem));
  return file;
}
