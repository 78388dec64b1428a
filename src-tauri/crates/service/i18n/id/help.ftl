# Bantuan di jendela.
