/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-pfx.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-pfx-private.h"

struct _DepotPfx
{
  GObject parent_instance;

  DepotPfxContents *contents;
  DepotCertificate *certificate;
  DepotSecretBytes *bytes, *password;
};

G_DEFINE_FINAL_TYPE (DepotPfx, depot_pfx, G_TYPE_OBJECT)

static void
depot_pfx_finalize (GObject *object)
{
  DepotPfx *self = DEPOT_PFX (object);

  g_clear_pointer (&self->contents, depot_pfx_contents_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->bytes, depot_secret_bytes_unref);
  g_clear_pointer (&self->password, depot_secret_bytes_unref);
  G_OBJECT_CLASS (depot_pfx_parent_class)->finalize (object);
}

static void
depot_pfx_class_init (DepotPfxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_pfx_finalize;
}

static void
depot_pfx_init (DepotPfx *self)
{
}

typedef struct
{
  GBytes *file;
  DepotSecretBytes *password;
} Job;

static void
job_free (Job *job)
{
  g_bytes_unref (job->file);
  g_clear_pointer (&job->password, depot_secret_bytes_unref);
  g_free (job);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  DepotPfx *pfx = depot_pfx_open (job->file, job->password, &error);

  if (pfx)
    g_task_return_pointer (task, pfx, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Cancelling returns at once and leaves the thread to finish its bounded work for nobody. */
void
depot_pfx_open_async (GBytes *file,
                      DepotSecretBytes *password,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (file != NULL);

  job->file = g_bytes_ref (file);
  job->password = password ? depot_secret_bytes_ref (password) : NULL;
  g_task_set_source_tag (task, depot_pfx_open_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, open_in_thread);
}

DepotPfx *
depot_pfx_open_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;
  DepotPfx *pfx;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  pfx = g_task_propagate_pointer (G_TASK (result), &problem);
  if (problem)
    g_propagate_error (error, depot_error_from_any (problem));
  return pfx;
}

/* Programs disagree about what an empty field means: no password at all, or one of no letters.
 * Files of both kinds exist, and each opens only its own way. */
static DepotPfxContents *
read_without_password (GBytes *file, GError **error)
{
  g_autoptr (GError) problem = NULL;
  DepotPfxContents *contents = depot_pfx_read (file, NULL, &problem);

  if (contents)
    return contents;
  if (g_error_matches (problem, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_PASSWORD)
      || g_error_matches (problem, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_UNREADABLE))
    {
      g_clear_error (&problem);
      contents = depot_pfx_read (file, "", &problem);
    }
  if (g_error_matches (problem, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_PASSWORD))
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_CERTIFICATE_PASSWORD,
                                        _ ("The file is protected by a password. Enter it.")));
  else if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  return contents;
}

DepotPfx *
depot_pfx_open (GBytes *file, DepotSecretBytes *password, GError **error)
{
  g_autoptr (DepotPfxContents) contents = NULL;
  g_autoptr (DepotCertificate) certificate = NULL;
  DepotPfx *self;

  g_return_val_if_fail (file != NULL, NULL);

  if (password && depot_secret_bytes_get_size (password) > 0)
    contents = depot_pfx_read (file, depot_secret_bytes_peek_text (password), error);
  else
    contents = read_without_password (file, error);
  if (contents == NULL || (certificate = depot_pfx_read_facts (contents, error)) == NULL)
    return NULL;

  self = g_object_new (DEPOT_TYPE_PFX, NULL);
  self->contents = g_steal_pointer (&contents);
  self->certificate = g_steal_pointer (&certificate);
  self->bytes = depot_secret_bytes_new (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  self->password = password ? depot_secret_bytes_ref (password) : depot_secret_bytes_new ("", 0);
  return self;
}

DepotCertificate *
depot_pfx_get_certificate (DepotPfx *self)
{
  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);
  return self->certificate;
}

DepotSecretBytes *
depot_pfx_get_bytes (DepotPfx *self)
{
  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);
  return self->bytes;
}

DepotSecretBytes *
depot_pfx_get_password (DepotPfx *self)
{
  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);
  return self->password;
}

const char *
depot_pfx_get_friendly_name (DepotPfx *self)
{
  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);
  return self->contents->friendly_name;
}

GBytes *
depot_pfx_export_cer (DepotPfx *self)
{
  gnutls_datum_t data = { NULL, 0 };
  GBytes *der = NULL;

  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);

  if (gnutls_x509_crt_export2 (
          g_ptr_array_index (self->contents->certificates, 0), GNUTLS_X509_FMT_DER, &data)
      >= 0)
    der = g_bytes_new (data.data, data.size);
  gnutls_free (data.data);
  return der;
}

DepotSecretBytes *
depot_pfx_reencode (DepotPfx *self, DepotSecretBytes *password, GError **error)
{
  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);
  g_return_val_if_fail (password != NULL, NULL);

  return depot_pfx_pack (self->contents->key,
                         (gnutls_x509_crt_t *) self->contents->certificates->pdata,
                         self->contents->certificates->len,
                         self->contents->friendly_name,
                         depot_secret_bytes_peek_text (password),
                         error);
}

static void
wipe_datum (gnutls_datum_t *datum)
{
  if (datum->data != NULL)
    gnutls_memset (datum->data, 0, datum->size);
  gnutls_free (datum->data);
}

DepotSecretBytes *
depot_pfx_export_key (DepotPfx *self, GError **error)
{
  gnutls_datum_t key = { NULL, 0 };
  DepotSecretBytes *der = NULL;
  int code;

  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);

  code = gnutls_x509_privkey_export2_pkcs8 (
      self->contents->key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &key);
  if (code >= 0)
    der = depot_secret_bytes_new (key.data, key.size);
  else
    depot_pfx_fail (code, error);
  wipe_datum (&key);
  return der;
}

DepotSecretBytes *
depot_pfx_export_pem (DepotPfx *self, GError **error)
{
  gnutls_datum_t key = { NULL, 0 }, leaf = { NULL, 0 };
  DepotSecretBytes *pem = NULL;
  int code;

  g_return_val_if_fail (DEPOT_IS_PFX (self), NULL);

  code = gnutls_x509_privkey_export2_pkcs8 (
      self->contents->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key);
  if (code >= 0)
    code = gnutls_x509_crt_export2 (
        self->contents->certificates->pdata[0], GNUTLS_X509_FMT_PEM, &leaf);
  if (code >= 0)
    pem = depot_secret_bytes_take_text (g_strdup_printf (
        "%.*s%.*s", (int) leaf.size, (char *) leaf.data, (int) key.size, (char *) key.data));
  else
    depot_pfx_fail (code, error);
  wipe_datum (&key);
  gnutls_free (leaf.data);
  return pem;
}
