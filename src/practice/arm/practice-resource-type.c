/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

static const PracticeResourceType *const types[] = {
  &practice_type_storage_account, &practice_type_blob_service,  &practice_type_container,
  &practice_type_vault,           &practice_type_identity,      &practice_type_security_group,
  &practice_type_security_rule,   &practice_type_public_ip,     &practice_type_network,
  &practice_type_subnet,          &practice_type_load_balancer, &practice_type_scale_set,
  &practice_type_autoscale,       &practice_type_diagnostics,   &practice_type_dns_zone,
  &practice_type_dns_cname,
};

const PracticeResourceType *
practice_resource_type_find (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (types[i]->type, type) == 0)
      return types[i];
  return NULL;
}
