// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace tierlens {

// Tells of a rare thing that was recognised, or of several at one place: what it was, with its
// figures, and what to do about it. Floats over its parent; Escape closes it. GUI thread.
class SightingCard : public QFrame
{
    Q_OBJECT
public:
    explicit SightingCard(const Store &store, QWidget *parent);

    void tell(std::vector<std::uint64_t> ids, QPoint beside, SinceStart now); // in the parent
    void refresh(SinceStart now); // the text of what goes on changes
    QString text() const; // as it is copied

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();
    void leave();
    const Sighting *shown() const;

    const Store &m_store;
    std::vector<std::uint64_t> m_ids;
    std::size_t m_at = 0;
    QPoint m_near;
    SinceStart m_now{};
    QWidget *m_before = nullptr; // had the focus
    QLabel *m_title, *m_sentence, *m_advice, *m_count;
    QPushButton *m_previous, *m_next, *m_copy, *m_close;
};

} // namespace tierlens
