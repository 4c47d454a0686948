/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What can be wrong with a template. INVALID is the template's (or its parameters') fault and
 * becomes Azure's InvalidTemplate; NOT_YET says that a value exists only once another resource is
 * made. */

#include <glib.h>

#define PRACTICE_TEMPLATE_ERROR (practice_template_error_quark ())

typedef enum
{
  PRACTICE_TEMPLATE_ERROR_INVALID,
  PRACTICE_TEMPLATE_ERROR_NOT_YET,
} PracticeTemplateError;

GQuark practice_template_error_quark (void);
