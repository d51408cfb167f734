//! What is doubtful in the facts, as known at a point of record time.

use super::{Error, View};
use crate::domain::Name;
use crate::domain::time::Moment;
use crate::projections::check::{Finding, Rule, check};

impl View<'_> {
    /// What some rules find at a moment, in one body and its parts or in all.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn check(&self, rules: &[&'static Rule], body: Option<&Name>, at: Moment) -> Result<Vec<Finding>, Error> {
        let world = self.world()?;
        self.check_body(&world, body)?;
        Ok(check(&world, rules, body, at))
    }
}
