// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "watchdetail/historycurves.h"
#include "watchtables/tint.h"

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace tierlens {

// What the panel at the right says about the chosen thing, or about the whole.
struct Detail
{
    QString title, remark;
    bool isMono = false;
    Tint remarkTint = Tint::Miss;
    QString statement; // whole text
    std::vector<std::pair<QString, QString>> facts;
    std::vector<Curve> curves;
    CurveRange range;
    std::vector<Finding> story;
    std::vector<Finding> lately; // what held within the last minutes and does not any more
    QStringList unseen; // what the servers keep from us, and how to grant it
    QString readOnly; // the note at the end
    bool canAllowChanges = false;
    bool canConfirm = false, canRefuse = false; // the link of the pattern to its statement
};

// `pattern` empty and `statement` 0: of the whole.
Detail detailOf(const WatchSession &session, const std::string &pattern, std::int64_t statement);
// Of what time the figures of now are, in the panel and in the traffic picture.
CurveRange figuresRange(const WatchSession &session);
const PatternRow *patternRowOf(const WatchSession &session, const std::string &pattern);

} // namespace tierlens
