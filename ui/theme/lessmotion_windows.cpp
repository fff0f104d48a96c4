// SPDX-License-Identifier: GPL-3.0-or-later
// "Animation effects" in the system settings, under Accessibility.
#include "theme/lessmotion.h"

#include <QPromise>
#include <windows.h>

namespace tierlens {

QFuture<bool> systemAsksForLessMotion()
{
    QPromise<bool> promise;
    promise.start();
    BOOL animates = TRUE;
    if (SystemParametersInfoW(SPI_GETCLIENTAREAANIMATION, 0, &animates, 0))
        promise.addResult(!animates);
    promise.finish();
    return promise.future();
}

} // namespace tierlens
