/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a line of CloudMgr.log looks on disk, shared by its writer and its reader: the site-server format of domain reference
 * B3.1, "text  $$<COMPONENT><date time.ms+bias><thread=1234 (0x4D2)>". The bias is in minutes, UTC minus local time.
 */
#pragma once

#define DEPOT_LOG_MARK "$$<"
#define DEPOT_LOG_OLD_SUFFIX "_"    /* CloudMgr.log → CloudMgr.lo_ */
