/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the templates say against what Azure holds: every plain value of a template's resource is looked for in the
 * resource of that type. Values that a parameter gives are not judged, nor what an answer leaves out; a named part
 * (a firewall rule, a probe) that is missing is, and so is a firewall rule that nobody deployed. Pure, any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Adds a sentence for each difference ("Load balancer palouse-lb: probes › https › port is 8443 and was deployed as 443").
 * template_: base or service; resource: as Azure wrote it, with type, name and properties. */
void depot_template_drift_find (JsonObject *template_, JsonObject *resource, GPtrArray *differences);

G_END_DECLS
