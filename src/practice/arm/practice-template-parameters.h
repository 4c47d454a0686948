/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The parameters of a template: binds what was given, or the default, to every declared name and
 * checks type, range, length and allowed values. The messages are those Azure answers. */

#include "practice-template-evaluate.h"

/* Fills context->parameters. */
gboolean practice_template_bind_parameters (PracticeTemplateContext *context,
                                            JsonObject *declared,
                                            JsonObject *given,
                                            GError **error);

JsonObject *practice_template_show_bound (JsonObject *declared, JsonObject *values);

/* "securestring" → "SecureString"; NULL when there is no such type. */
const char *practice_template_type_title (const char *type);
gboolean practice_template_type_is_secure (const char *type);
gboolean practice_template_type_fits (const char *type, JsonNode *value);
