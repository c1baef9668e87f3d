# %% [markdown]
# # Up to two million tonnes of aluminium: where would they come from?
#
# Russia exports about 2 to 2.5 Mt of primary aluminium in all. An offer of up to 2 Mt a year to one buyer is therefore
# mostly a diversion: other buyers lose what the United States gains. This script shows the base year, then the offer.

# %%
import orecast

world = orecast.World.load()
aluminium = world.balance("aluminium")
exports = aluminium.trade.sum(axis=1)
largest = sorted(zip(exports, aluminium.places, strict=True), reverse=True)[:5]
for tonnes, place in largest:
    print(f"{world.place_name(place):<30} exports {tonnes:>12,.0f} {aluminium.unit} a year")

# %% [markdown]
# The offer, drawn 64 times with and without the deal (a real run takes 1,000 draws). Each change is a difference of
# paired draws.

# %%
offer = orecast.load_deal("ru-us-krasnoyarsk-aluminium-2025")
ensemble = orecast.run(world, deals=[offer], events=[], draws=64, seed=2025)
stakes = orecast.stakes(world, ensemble)

# %%
gains = stakes.figures.query("measure == 'net_gain' and kind == 'change' and mineral == 'all' and year == 5")
for row in gains.itertuples():
    verdict = "cannot tell" if row.q05 < 0 < row.q95 else ("gains" if row.q50 > 0 else "loses")
    print(f"{row.party:<20} {row.q05:>16,.0f} … {row.q95:>16,.0f} {row.unit}: {verdict}")
