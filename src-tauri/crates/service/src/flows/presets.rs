//! Blocks kept under a name: the person's own, in the settings; their pictures in the data folder.

use crate::Service;
use crate::host::PickKind;
use crate::schema::{PictureView, PlaceRequest, Preset, Problem, Zone};
use std::collections::BTreeSet;
use std::path::Path;

/// Longest name, in characters.
const LONGEST_NAME: usize = 60;

impl Service {
    /// The kept blocks, by name.
    pub fn presets(&self) -> Vec<Preset> {
        self.settings().presets
    }

    /// The kept block of that name; upper and lower case do not matter.
    pub fn preset(&self, name: &str) -> Result<Preset, Problem> {
        let missing = || Problem::PresetMissing { name: name.to_owned() };
        self.presets().into_iter().find(|preset| same(&preset.name, name)).ok_or_else(missing)
    }

    /// Keeps a block, in place of one of the same name.
    pub fn save_preset(&self, preset: Preset) -> Result<Vec<Preset>, Problem> {
        let name = preset.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Problem::PresetName);
        }
        self.code_of(&preset.text)?;
        let numbers = preset.size.map(|size| [size.width, size.height]).unwrap_or_default();
        let spot = match preset.zone {
            Zone::Spot { left, bottom, .. } => [left, bottom],
            _ => [0.0; 2],
        };
        if !numbers.iter().chain(&spot).all(|number| number.is_finite()) {
            return Err(Problem::PlaceOutsidePage);
        }
        let mut presets = self.presets();
        presets.retain(|kept| !same(&kept.name, &name));
        presets.push(Preset { name, ..preset });
        presets.sort_by_key(|preset| preset.name.to_lowercase());
        self.keep_presets(presets)
    }

    /// Forgets a kept block.
    pub fn remove_preset(&self, name: &str) -> Result<Vec<Preset>, Problem> {
        let mut presets = self.presets();
        presets.retain(|preset| !same(&preset.name, name));
        self.keep_presets(presets)
    }

    fn keep_presets(&self, presets: Vec<Preset>) -> Result<Vec<Preset>, Problem> {
        let pictures: BTreeSet<String> =
            presets.iter().filter_map(|preset| preset.text.picture.clone()).collect();
        self.pictures().store(&pictures, self.host().data_folder())?;
        self.store(|settings| settings.presets = presets)?;
        Ok(self.presets())
    }

    /// Asks for a picture and takes it in.
    pub(crate) fn pick_picture(&self) -> Result<Option<PictureView>, Problem> {
        match self.host().pick_files(PickKind::Picture).first() {
            Some(path) => self.take_picture(path).map(Some),
            None => Ok(None),
        }
    }

    /// Takes the picture of a file in.
    pub fn take_picture(&self, path: &Path) -> Result<PictureView, Problem> {
        self.pictures().take(path)
    }
}

impl Zone {
    /// The zone as a wish for one document.
    pub fn place(&self) -> PlaceRequest {
        match self {
            Zone::Free => PlaceRequest::Free,
            Zone::Spot { page, left, bottom } => {
                PlaceRequest::Spot { page: *page, left: *left, bottom: *bottom }
            }
            Zone::Anchor { text, over } => PlaceRequest::Anchor { text: text.clone(), over: *over },
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
