//! A bounded cache in two generations: when the young one is full it becomes the old one, and what was old and not
//! asked for again goes away. Cheaper than exact least-recently-used order and good enough here.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

pub(crate) struct Cache<K, V> {
    young: HashMap<K, (Arc<V>, usize)>,
    old: HashMap<K, (Arc<V>, usize)>,
    cost: usize,
    /// Cost of one generation, roughly bytes.
    limit: usize,
}

impl<K: Eq + Hash + Copy, V> Cache<K, V> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), cost: 0, limit }
    }

    pub(crate) fn get(&mut self, key: K) -> Option<Arc<V>> {
        if let Some((value, _)) = self.young.get(&key) {
            return Some(value.clone());
        }
        let (value, cost) = self.old.remove(&key)?;
        self.insert(key, value.clone(), cost);
        Some(value)
    }

    /// Values that alone would fill a quarter of a generation are not kept.
    pub(crate) fn insert(&mut self, key: K, value: Arc<V>, cost: usize) {
        if cost > self.limit / 4 {
            return;
        }
        if self.cost.saturating_add(cost) > self.limit {
            self.old = std::mem::take(&mut self.young);
            self.cost = 0;
        }
        self.cost = self.cost.saturating_add(cost);
        self.young.insert(key, (value, cost));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_asked_for_survive_and_others_go() {
        let mut cache = Cache::new(100);
        cache.insert(1, Arc::new("kept"), 20);
        for key in 2..50 {
            cache.insert(key, Arc::new("filler"), 20);
            assert!(cache.get(1).is_some(), "asked for each time");
        }
        assert!(cache.get(2).is_none(), "not asked for since");
        assert!(cache.young.len() + cache.old.len() <= 10);
        cache.insert(99, Arc::new("too large"), 26);
        assert!(cache.get(99).is_none());
    }
}
