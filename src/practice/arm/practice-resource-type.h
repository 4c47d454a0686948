/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the practice cloud knows of one type of resource: how long Azure takes, how its provider
 * answers, what it demands and what it adds. Each type is a table of this kind in a file of its own
 * (practice-type-*.c); the life of a resource is the same for all (practice-resources.h).
 * Source: the OpenAPI file of each provider; Azure reference, 3.2 and 3.3. */

#include "practice-arm-id.h"
#include "practice-refusal.h"

#include "practice-cloud.h"

/* How PUT answers. */
typedef enum
{
  PRACTICE_PUT_AT_ONCE,    /* done when it answers: 201 or 200 */
  PRACTICE_PUT_HEADER,     /* 201 or 200 with Azure-AsyncOperation and the resource so far */
  PRACTICE_PUT_LOCATION,   /* 202 with Location and no body */
  PRACTICE_PUT_POLL_STATE, /* 201 or 200; the client reads provisioningState */
} PracticePutStyle;

/* How DELETE answers. */
typedef enum
{
  PRACTICE_DELETE_AT_ONCE,  /* 200 */
  PRACTICE_DELETE_LOCATION, /* 202 with Location and Azure-AsyncOperation */
} PracticeDeleteStyle;

typedef enum
{
  PRACTICE_RESOURCE_NO_STATE = 1 << 0,    /* has no provisioningState */
  PRACTICE_RESOURCE_CHILD = 1 << 1,       /* not in lists of resources */
  PRACTICE_RESOURCE_NO_LOCATION = 1 << 2, /* of a child or an extension */
  PRACTICE_RESOURCE_GLOBAL = 1 << 3,      /* its location is "global" */
  PRACTICE_RESOURCE_ETAG = 1 << 4,
  PRACTICE_RESOURCE_CREATED_IS_OK = 1 << 5, /* a new one is answered 200, not 201 */
} PracticeResourceFlags;

typedef struct
{
  const char *type;
  PracticeResourceFlags flags;
  PracticePutStyle put;
  PracticeDeleteStyle delete;
  double create_seconds;
  double update_seconds;
  double delete_seconds;
  const char *creating; /* provisioningState while it is made; NULL: "Creating" */
  const char *updating; /* …while it is changed; NULL: "Updating" */

  /* Any of these may be NULL. `resource` is the document as ARM answers it. */
  PracticeRefusal *(*check) (PracticeCloud *cloud,
                             const PracticeArmId *id,
                             JsonObject *body,
                             JsonObject *old);
  void (*fill) (PracticeCloud *cloud,
                const PracticeArmId *id,
                JsonObject *resource,
                JsonObject *old);
  void (*ready) (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource);
  PracticeRefusal *(*check_delete) (PracticeCloud *cloud,
                                    const PracticeArmId *id,
                                    JsonObject *resource);
  void (*gone) (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource);
} PracticeResourceType;

const PracticeResourceType *practice_resource_type_find (const char *type);

/* The types; each in its own file. */
extern const PracticeResourceType practice_type_storage_account;
extern const PracticeResourceType practice_type_blob_service;
extern const PracticeResourceType practice_type_container;
extern const PracticeResourceType practice_type_vault;
extern const PracticeResourceType practice_type_identity;
extern const PracticeResourceType practice_type_security_group;
extern const PracticeResourceType practice_type_security_rule;
extern const PracticeResourceType practice_type_public_ip;
extern const PracticeResourceType practice_type_network;
extern const PracticeResourceType practice_type_subnet;
extern const PracticeResourceType practice_type_load_balancer;
extern const PracticeResourceType practice_type_scale_set;
extern const PracticeResourceType practice_type_autoscale;
extern const PracticeResourceType practice_type_diagnostics;
extern const PracticeResourceType practice_type_dns_zone;
extern const PracticeResourceType practice_type_dns_cname;

/* Routes of what a type can do beyond PUT, GET, PATCH and DELETE. */
void practice_type_scale_set_register (PracticeCloud *cloud);
void practice_type_storage_register (PracticeCloud *cloud);
void practice_type_vault_register (PracticeCloud *cloud);
