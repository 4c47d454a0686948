/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much work a PFX file may ask for (reliability reference, finding 2). A file names its own
 * number of key-derivation rounds, for its integrity check and for every encrypted part, and GnuTLS
 * obeys. */
#include "config.h"

#include "depot-pfx-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"

/* an honest file derives three keys: for the check, the certificates and the private key */
#define PARTS 3

#define DER_INTEGER 0x02
#define DER_OCTETS 0x04
#define DER_OID 0x06
#define DER_SEQUENCE 0x30

typedef struct
{
  const guint8 *data;
  gsize size;
} Der;

void
depot_pfx_budget_init (DepotPfxBudget *self)
{
  self->rounds_left = (guint64) PARTS * DEPOT_PFX_MAX_ROUNDS;
}

static gboolean
refuse (guint64 rounds, GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_CERTIFICATE_COSTLY,
                       /* Translators: both numbers count rounds of key derivation */
                       _ ("The file asks for %" G_GUINT64_FORMAT
                          " rounds of key derivation, which could keep the computer busy for "
                          "hours. At most %d are allowed. Export it again with fewer."),
                       rounds,
                       DEPOT_PFX_MAX_ROUNDS));
  return FALSE;
}

gboolean
depot_pfx_budget_take (DepotPfxBudget *self, guint64 rounds, GError **error)
{
  if (rounds > DEPOT_PFX_MAX_ROUNDS || rounds > self->rounds_left)
    return refuse (rounds, error);
  self->rounds_left -= rounds;
  return TRUE;
}

/* One element off the front of from; its contents go to inside. FALSE: not there or not DER. */
static gboolean
der_take (Der *from, guint8 tag, Der *inside)
{
  gsize size, header = 2;

  if (from->size < 2 || from->data[0] != tag)
    return FALSE;
  size = from->data[1];
  if (size > 0x80)
    {
      guint n_bytes = (guint) size - 0x80;

      if (n_bytes > 4 || from->size < 2 + n_bytes)
        return FALSE;
      size = 0;
      for (guint i = 0; i < n_bytes; i++)
        size = size << 8 | from->data[2 + i];
      header += n_bytes;
    }
  else if (size == 0x80)
    return FALSE;
  if (size > from->size - header)
    return FALSE;
  *inside = (Der) { from->data + header, size };
  from->data += header + size;
  from->size -= header + size;
  return TRUE;
}

static guint64
der_number (Der integer)
{
  guint64 number = 0;

  for (gsize i = 0; i < integer.size; i++)
    {
      if (number > G_MAXUINT64 >> 8)
        return G_MAXUINT64;
      number = number << 8 | integer.data[i];
    }
  return number;
}

static gboolean
der_oid_is (Der oid, const guint8 *bytes, gsize size)
{
  return oid.size == size && memcmp (oid.data, bytes, size) == 0;
}

/* RFC 9579 moves the rounds of the integrity check to a place that gnutls_pkcs12_mac_info() does
 * not look at. PFX > macData > DigestInfo > AlgorithmIdentifier > PBMAC1 > PBKDF2 > iterationCount;
 * 0 when it is another kind. */
static guint64
read_pbmac1_rounds (GBytes *file)
{
  static const guint8 pbmac1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0e };
  Der at, pfx, skipped, mac_data, digest, algorithm, oid, parameters, function, pbkdf2, rounds;

  at.data = g_bytes_get_data (file, &at.size);
  if (!der_take (&at, DER_SEQUENCE, &pfx) || !der_take (&pfx, DER_INTEGER, &skipped)
      || !der_take (&pfx, DER_SEQUENCE, &skipped) || !der_take (&pfx, DER_SEQUENCE, &mac_data)
      || !der_take (&mac_data, DER_SEQUENCE, &digest)
      || !der_take (&digest, DER_SEQUENCE, &algorithm) || !der_take (&algorithm, DER_OID, &oid)
      || !der_oid_is (oid, pbmac1, sizeof pbmac1))
    return 0;
  if (!der_take (&algorithm, DER_SEQUENCE, &parameters)
      || !der_take (&parameters, DER_SEQUENCE, &function)
      || !der_take (&function, DER_OID, &skipped) || !der_take (&function, DER_SEQUENCE, &pbkdf2)
      || !der_take (&pbkdf2, DER_OCTETS, &skipped) || !der_take (&pbkdf2, DER_INTEGER, &rounds))
    return G_MAXUINT64;
  return der_number (rounds);
}

gboolean
depot_pfx_budget_take_mac (DepotPfxBudget *self,
                           gnutls_pkcs12_t pkcs12,
                           GBytes *file,
                           gboolean *is_protected,
                           GError **error)
{
  guint64 pbmac1_rounds = read_pbmac1_rounds (file);
  unsigned int mac, rounds = 0, salt_size = 0;
  char *oid = NULL;
  int code;

  *is_protected = TRUE;
  if (pbmac1_rounds > 0)
    return depot_pfx_budget_take (self, pbmac1_rounds, error);

  code = gnutls_pkcs12_mac_info (pkcs12, &mac, NULL, &salt_size, &rounds, &oid);
  gnutls_free (oid);
  /* GnuTLS says "invalid request" where macData is missing; nothing is derived for such a file,
   * whatever it holds */
  if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE || code == GNUTLS_E_ASN1_ELEMENT_NOT_FOUND
      || code == GNUTLS_E_INVALID_REQUEST)
    {
      *is_protected = FALSE;
      return TRUE;
    }
  if (code < 0 && code != GNUTLS_E_SHORT_MEMORY_BUFFER)
    return depot_pfx_fail (code, error);
  return depot_pfx_budget_take (self, rounds, error);
}
