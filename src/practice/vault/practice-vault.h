/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The contents of key vaults: certificates and secrets, with versions, and deleted ones that can be
 * recovered or purged. An object is one document: {"versions": [oldest … newest], "deleted": {…}};
 * it is deleted while it has the second member. A vault answers at
 * https://<vault>.vault.localhost:P. Source: Azure reference, 7; the OpenAPI files of the data
 * plane, version 7.5. */

#include "practice-cloud.h"
#include "practice-principal.h"

#define PRACTICE_VAULT_CERTIFICATES "vault-certificates"
#define PRACTICE_VAULT_SECRETS "vault-secrets"

/* One exchange with a vault, after the door. */
typedef struct
{
  PracticeCloud *cloud;
  PracticeRequest *request;
  PracticePrincipal *principal;
  char *vault;    /* its name */
  char *vault_id; /* its resource */
  char *base;     /* "https://…:P", without a slash at the end */
  gint64 retention_days;
} PracticeVaultCall;

/* Token (401 with a challenge first), api-version, vault and the right to `action` on the object
 * that the capture "name" names, if any. FALSE after answering. */
gboolean practice_vault_enter (PracticeVaultCall *call,
                               PracticeRequest *request,
                               const char *kind,
                               const char *action);
void practice_vault_call_clear (PracticeVaultCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PracticeVaultCall, practice_vault_call_clear)

/* {"error": {"code", "message", "innererror": {"code"}}} */
void practice_vault_refuse (PracticeRequest *request,
                            guint status,
                            const char *code,
                            const char *inner_code,
                            const char *format,
                            ...) G_GNUC_PRINTF (5, 6);

/* The object's document; NULL when there is none. */
JsonObject *practice_vault_get (PracticeVaultCall *call, const char *collection, const char *name);
void practice_vault_put (PracticeVaultCall *call,
                         const char *collection,
                         const char *name,
                         JsonObject *object);
void practice_vault_remove (PracticeVaultCall *call, const char *collection, const char *name);
GPtrArray *practice_vault_list (PracticeVaultCall *call, const char *collection);

gboolean practice_vault_is_deleted (JsonObject *object);
void practice_vault_add_version (JsonObject *object, JsonObject *version);

/* The version named, the newest when it is NULL; NULL when there is none. Borrowed. */
JsonObject *practice_vault_find_version (JsonObject *object, const char *version);

/* {"enabled", "nbf", "exp", "created", "updated", "recoveryLevel", "recoverableDays"}, with what
 * the client gave laid over it. */
JsonObject *practice_vault_make_attributes (PracticeVaultCall *call, JsonObject *given);

void practice_vault_reply_list (PracticeVaultCall *call, JsonArray *all);

/* Deletes, recovers, purges: the same for both kinds. */
void practice_vault_delete (PracticeVaultCall *call, const char *collection, const char *name);
void practice_vault_deleted_register (PracticeCloud *cloud);

/* A certificate's key and chain are also a secret. */
void practice_vault_put_managed_secret (PracticeVaultCall *call,
                                        const char *name,
                                        const char *version,
                                        GBytes *pfx,
                                        JsonObject *attributes);

void practice_vault_certificates_register (PracticeCloud *cloud);
void practice_vault_secrets_register (PracticeCloud *cloud);
void practice_vault_register (PracticeCloud *cloud);
