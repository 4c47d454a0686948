/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small words everybody uses: places on disk, sizes, back-off, redaction, fault points.
 */
#pragma once

#include "depot-backoff.h"
#include "depot-clock.h"
#include "depot-error.h"
#include "depot-fault.h"
#include "depot-json.h"
#include "depot-paths.h"
#include "depot-redact.h"
#include "depot-secret-bytes.h"
#include "depot-size.h"
