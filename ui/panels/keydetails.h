// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/heldkeys.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace tierlens {

// What is known of the selected key, and what one can do with it.
class KeyDetails : public QWidget
{
    Q_OBJECT
public:
    explicit KeyDetails(QWidget *parent = nullptr);

    // Without a row: the key is not in Redis now. Without a key: nothing is selected.
    void setKey(const QString &key, const QString &shownKey, const HeldKey *row, SinceStart now);
    void setBlocked(const QString &reason); // why nothing may be done to keys; empty: it may

    static QString valueText(const HeldKey &row); // "511204" in quotes, cut ones with …
    static QString countsText(const HeldKey &row); // value · size · hits · fills
    static QString stateText(const HeldKey &row, SinceStart now); // version, the truth's version
    static QString expiryText(const HeldKey &row, SinceStart now);

Q_SIGNALS:
    void invalidate();
    void expireNow();
    void refresh();
    void plan(); // how Postgres carries out the query that fills it

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void layTexts();
    void updateButtons();

    QLabel *m_name, *m_counts, *m_state, *m_expiry;
    QPushButton *m_invalidate, *m_expire, *m_refresh, *m_plan;
    QString m_key, m_shownKey, m_countsText, m_stateText, m_expiryText, m_blocked;
    bool m_live = false, m_laid = false;
};

} // namespace tierlens
