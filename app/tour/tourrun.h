// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tour/tourplayer.h"

#include <QCoreApplication>

namespace tierlens {

// Leads a tour through without anybody: answers each question with the right choice, goes on as
// soon as a step is done, and prints what each step waited for and claimed, with what was measured.
class TourRun : public QObject
{
    Q_OBJECT
public:
    TourRun(Session &session, Tour tour, QObject *parent = nullptr);
    const TourRecord &record() const { return m_player.record(); }

    static QString listed(); // the shipped tours, a line each

Q_SIGNALS:
    void finished(bool allClaimsHeld);

private:
    void begin();
    void goOn(); // each tick
    void printStep();
    void printEnd(bool held);

    TourPlayer m_player;
    int m_printed = -1; // the last step that was announced
};

} // namespace tierlens
