/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of the program. A code names what the *person* must do or know, not which
 * layer failed; ui and cli turn it into title, sentence and remedy in one place (docs/errors.md lists
 * every code). Azure's own code, text and request id ride along unchanged so that a support case can
 * quote them. Errors are plain GErrors: any thread, caller owns.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DEPOT_ERROR (depot_error_quark ())

typedef enum
{
  DEPOT_ERROR_FAILED,                /* something unexpected in this program; text says what */
  DEPOT_ERROR_CANCELLED,             /* the person stopped it */
  DEPOT_ERROR_INVALID_INPUT,         /* a value given by the person breaks a rule */
  DEPOT_ERROR_SIGN_IN_NEEDED,        /* no usable token: sign in (again) */
  DEPOT_ERROR_SECOND_FACTOR_NEEDED,  /* a claims challenge: interactive sign-in with these claims */
  DEPOT_ERROR_SIGN_IN_REFUSED,       /* the identity platform said no (policy, consent, account) */
  DEPOT_ERROR_SIGN_IN_SETTINGS,      /* wrong client id, tenant, redirect: settings to mend */
  DEPOT_ERROR_PERMISSION_DENIED,     /* a role is missing in Azure */
  DEPOT_ERROR_ROLE_NOT_ACTIVE,       /* data plane 403 that may pass as a new role assignment spreads */
  DEPOT_ERROR_SUBSCRIPTION,          /* subscription disabled, unknown, moved */
  DEPOT_ERROR_PROVIDER_NOT_REGISTERED,
  DEPOT_ERROR_NAME_TAKEN,
  DEPOT_ERROR_QUOTA_EXCEEDED,        /* Azure's quota of cores, addresses … */
  DEPOT_ERROR_NOT_OFFERED,           /* size or service not available in the region */
  DEPOT_ERROR_POLICY,                /* an Azure policy forbids it */
  DEPOT_ERROR_LOCKED,                /* a lock on the resource or group */
  DEPOT_ERROR_NOT_FOUND,
  DEPOT_ERROR_CONFLICT,              /* somebody else's resource or operation stands in the way */
  DEPOT_ERROR_DEPLOYMENT_FAILED,     /* Azure could not build it; details name the resource */
  DEPOT_ERROR_CERTIFICATE_PASSWORD,  /* the MAC check says: wrong password */
  DEPOT_ERROR_CERTIFICATE_UNREADABLE,/* not a PFX, damaged, or an algorithm we cannot read */
  DEPOT_ERROR_CERTIFICATE_REFUSED,   /* readable, but breaks a rule (expired, no key, no name …) */
  DEPOT_ERROR_CERTIFICATE_COSTLY,    /* asks for so many key-derivation rounds that it could hang us */
  DEPOT_ERROR_NOT_REACHABLE,         /* DNS, connection, time-out */
  DEPOT_ERROR_TLS,                   /* certificate of the other side not trusted or wrong */
  DEPOT_ERROR_PROXY,
  DEPOT_ERROR_CAPTIVE_PORTAL,        /* a web page answered instead of Azure */
  DEPOT_ERROR_BUSY,                  /* throttled: told to wait */
  DEPOT_ERROR_TIMED_OUT,             /* took longer than its limit; nothing was deleted */
  DEPOT_ERROR_UNEXPECTED_REPLY,      /* an answer that does not follow the contract; names the member */
  DEPOT_ERROR_KEYRING,               /* no keyring, or it is locked */
  DEPOT_ERROR_STORE,                 /* the local database */
  DEPOT_ERROR_FILE,                  /* a file of the person cannot be read or written */
  DEPOT_ERROR_PAUSED,                /* held back by a person or a setting; goes on when that changes */
} DepotErrorCode;

#define DEPOT_N_ERRORS (DEPOT_ERROR_PAUSED + 1)

GQuark      depot_error_quark            (void);

/* "certificate-password" for DEPOT_ERROR_CERTIFICATE_PASSWORD: the stable word in --json output, the
 * journal and docs/errors.md. NULL for an error of another domain. */
const char *depot_error_get_nick         (const GError *error);
DepotErrorCode depot_error_code_from_nick (const char *nick);  /* FAILED if unknown */

/* What Azure itself said; NULL where it said nothing. Borrowed. */
const char *depot_error_get_azure_code   (const GError *error);
const char *depot_error_get_azure_text   (const GError *error);
const char *depot_error_get_request_id   (const GError *error);
/* JSON text of a claims challenge (SECOND_FACTOR_NEEDED, SIGN_IN_NEEDED), or NULL. */
const char *depot_error_get_claims       (const GError *error);
/* Seconds Azure asked us to wait (BUSY), or 0. */
guint       depot_error_get_retry_after_seconds (const GError *error);

/* Take: message is printf style and translated by the caller. */
GError     *depot_error_new              (DepotErrorCode code, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Give an error of this domain Azure's words; any argument may be NULL. Does nothing for other domains. */
void        depot_error_set_azure        (GError *error, const char *code, const char *text, const char *request_id);
void        depot_error_set_claims       (GError *error, const char *claims_json);
void        depot_error_set_retry_after_seconds (GError *error, guint seconds);

/* G_IO_ERROR, G_TLS_ERROR, G_RESOLVER_ERROR … → this domain; errors of this domain are copied. Caller owns. */
GError     *depot_error_from_any         (const GError *error);

G_END_DECLS
