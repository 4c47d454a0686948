/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoints.json in the state folder: where the running practice cloud is. It is the only thing the
 * console knows of it, is replaced in one step, and appears when every port answers.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

gboolean practice_endpoints_write (PracticeCloud *cloud, GError **error);

G_END_DECLS
