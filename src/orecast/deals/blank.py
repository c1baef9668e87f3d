"""The deal that `orecast deal new` writes: one lever of each kind, each field explained."""

TEMPLATE = """\
orecast: 1                      # version of this schema
kind: deal                      # deal, event (something that happens around deals) or scenario
name: NAME                      # the same as the file's name
title: A short title
date: 2026-01-15                # when it was offered or signed
status: hypothetical            # offered, negotiated, signed, in force, hypothetical
text: What each side offers and gets, in one line.
parties:
  - {party: usa, role: buyer, gives: finance, gets: an offtake}
  - {party: ukr, role: host, gives: licences, gets: investment}
sources:
  - Where the terms are printed, with date and address
levers:
  # Every number is plain or {low: …, mode: …, high: …}, and has 'source: …' or 'status: guess', its own or its lever's.
  - lever: project              # a mine or plant to be built
    name: first-mine
    mineral: graphite
    place: UKR                  # ISO alpha-3, or a part such as UKR-occupied
    deposit: Name of the deposit
    start: 2026                 # decision to build
    volume: {low: 10000, mode: 30000, high: 50000}          # units of account a year at full output
    lead_time: {low: 4, mode: 7, high: 12}                  # years from start to first output
    ramp_years: {low: 1, mode: 2, high: 4}                  # years from first to full output
    success: {low: 0.2, mode: 0.4, high: 0.6}               # chance that it is ever built
    capital_cost: {low: 1.0e8, mode: 2.0e8, high: 4.0e8}    # US dollars
    status: guess
  - lever: offtake              # at least this much goes to the buyer
    name: first-mine-offtake
    mineral: graphite
    origin: UKR
    buyer: USA
    start: 2026
    of: first-mine              # with share; or give volume: tonnes a year
    share: 0.5
    price_rule: floor           # market, market less discount (discount: …), fixed or floor (price: …)
    price: 500                  # US dollars per unit: the buyer makes up the difference when the market is lower
    status: guess
  - lever: tariff               # a level, not a change: 0.25 is 25 %
    name: import-duty
    mineral: graphite
    importer: USA
    origins: [CHN]
    start: 2026
    rate: 0.25
    status: guess
  # Other levers, with the fields they need:
  # capacity: place, direction (new or lost), volume or share, ramp_years
  # embargo: by (exporter, importer or processor), place, targets (places, groups or all), share, leakage, detour_cost
  # quota: by, place, targets, volume or share (of the base flow), leakage: a licence whose rent the place earns
  # transport: origins, users, change (base prices a tonne); finance: place, change
  # stockpile: place, direction (build or release), volume, stock (what it holds, for a release)
  # demand: users, change (share of base use), ramp_years
  # ownership: place, of (a project), owner, share, royalty, tax (shares of the rent)
  # lifted_sanction: importer, origin, tariff (what stays)
  # control: place, to, share (output that changes hands)
  # Any lever: stage (a later stage of the mineral: metal, refined), end (last year in force), probability, note
"""
