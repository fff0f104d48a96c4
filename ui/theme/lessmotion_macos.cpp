// SPDX-License-Identifier: GPL-3.0-or-later
// "Reduce motion" in the system settings, under Accessibility.
#include "theme/lessmotion.h"

#include <CoreFoundation/CoreFoundation.h>
#include <QPromise>

namespace tierlens {

QFuture<bool> systemAsksForLessMotion()
{
    QPromise<bool> promise;
    promise.start();
    Boolean isThere = false;
    const auto less = CFPreferencesGetAppBooleanValue(
        CFSTR("reduceMotion"), CFSTR("com.apple.universalaccess"), &isThere);
    if (isThere)
        promise.addResult(less != 0);
    promise.finish();
    return promise.future();
}

} // namespace tierlens
