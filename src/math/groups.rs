//! What belongs together, joined pair by pair.

/// Disjoint groups of numbered things; each is named by its smallest member.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    /// So many things, each alone.
    #[must_use]
    pub fn of(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    /// Adds one more, alone.
    pub fn push(&mut self) {
        self.parents.push(self.parents.len());
    }

    /// The smallest member of the group that a thing belongs to. Panics for a thing that is not there.
    pub fn of_member(&mut self, mut thing: usize) -> usize {
        while self.parents[thing] != thing {
            // Shorter ways for whoever asks next.
            self.parents[thing] = self.parents[self.parents[thing]];
            thing = self.parents[thing];
        }
        thing
    }

    /// Makes one group of those that two things belong to.
    ///
    /// ```
    /// let mut groups = healtone::math::Groups::of(4);
    /// groups.join(3, 1);
    /// groups.join(2, 3);
    /// assert_eq!([0, 1, 2, 3].map(|i| groups.of_member(i)), [0, 1, 1, 1]);
    /// ```
    pub fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.of_member(one), self.of_member(other));
        self.parents[a.max(b)] = a.min(b);
    }
}
