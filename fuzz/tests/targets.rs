//! Each target for about a second.

use fuzz::TARGETS;
use fuzz::mutation::Random;

fn drive(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("it is in the table");
    let seeds = (target.seeds)();
    seeds.iter().for_each(|seed| fuzz::run(name, seed));
    let mut random = Random::new(1);
    for _ in 0..target.rounds {
        fuzz::run(name, &random.mutant(&seeds));
    }
}

#[test]
fn preprocessing() {
    drive("preprocessing");
}

#[test]
fn front_end() {
    drive("front_end");
}

#[test]
fn code() {
    drive("code");
}

#[test]
fn assembly() {
    drive("assembly");
}

#[test]
fn inputs() {
    drive("inputs");
}

#[test]
fn scripts() {
    drive("scripts");
}
