// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QAbstractButton>

namespace tierlens {

// One quiet line for what is ahead or goes on right now: the whole sentence where there is room, a
// few words of it otherwise, the sign alone at least; empty if there is nothing. Clicked, it tells
// more.
class SightingLine : public QAbstractButton
{
    Q_OBJECT
public:
    explicit SightingLine(const Store &store, QWidget *parent = nullptr);

    void refresh(SinceStart now);
    std::uint64_t sightingId() const { return m_id; } // 0: nothing to tell

    QString shownText() const; // in the room there is

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Store &m_store;
    std::uint64_t m_id = 0;
    QString m_brief;
};

} // namespace tierlens
