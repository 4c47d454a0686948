/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page that stands for the Azure portal: what exists in the practice cloud, who may sign in,
 * and what goes wrong today. It only shows.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

void practice_portal_register (PracticeCloud *cloud);

G_END_DECLS
