// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keybrowser.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace tierlens {

class Pill;

// Which keys are shown, and how: pattern, type, expiry, size; as a list or as a tree of names.
class KeyFilterBar : public QWidget
{
    Q_OBJECT
public:
    explicit KeyFilterBar(QWidget *parent = nullptr);
    KeyFilter filter() const;
    bool isTree() const;
    void setTree(bool tree);
    char separator() const;
    void setPattern(const QString &pattern);
    void focusPattern();
    bool hasMoreThanPattern() const; // type, expiry or size is asked for, too

Q_SIGNALS:
    void filterChanged(); // a moment after the last letter
    void lookChanged(); // list or tree
    void separatorChanged();

private:
    QLineEdit *m_pattern;
    QComboBox *m_type, *m_expiry, *m_size;
    Pill *m_list, *m_tree;
    QLineEdit *m_separator;
    QTimer m_typing;
};

} // namespace tierlens
