// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QFrame>

#include <map>

class QAction;
class QLabel;
class QLineEdit;

namespace tierlens {

class KeyDetails;
class KeyModel;
class KeysView;
class Pill;

// The keys of the demo that are in Redis: how many, which, how long still, and what one can do with
// the selected one. Reads the Store; orders leave as signals with the whole key. GUI thread.
class KeysPanel : public QFrame
{
    Q_OBJECT
public:
    KeysPanel(const Store &store, const QString &keyPrefix, QWidget *parent = nullptr);
    ~KeysPanel() override;

    void refresh(SinceStart now); // each tick; limits itself
    QString selectedKey() const; // with its prefix; empty: none. It may not be in Redis now.
    void selectKey(const QString &key);
    void setBlocked(const QString &reason); // why keys may not be changed; empty: they may
    void focusFilter();
    void setSamplePattern(const QString &pattern); // an example of this world: "profile:*"
    QString order() const; // for the settings: "MostHits"
    void setOrder(const QString &order); // unknown: stays as it is

Q_SIGNALS:
    void selectionChanged(const QString &key);
    void invalidateKey(const QString &key);
    void expireKey(const QString &key);
    void refreshKey(const QString &key);
    void planKey(const QString &key); // show how Postgres answers it

private:
    void buildSortMenu();
    void updateTexts(SinceStart now);
    void copyKey();
    void openMenu(const QPoint &at);

    const Store &m_store;
    KeyModel *m_model;
    KeysView *m_view;
    KeyDetails *m_details;
    QLabel *m_count;
    Pill *m_sort;
    std::map<QString, QAction *> m_orders;
    QLineEdit *m_filter;
    QString m_blocked;
    SinceStart m_textsAt{-1'000'000'000};
};

} // namespace tierlens
